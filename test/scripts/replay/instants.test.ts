import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantReader } from '../../../scripts/replay/instants.ts';

describe('instantReader', () => {
  const plain = instantReader({ format: 'd/M/yyyy H:mm', zone: 'UTC' });

  it('reads every minute it is written, with or without leading zeros', () => {
    const minute = fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(minute, fc.boolean(), (date, padded) => {
        const two = (n: number) => (padded ? String(n).padStart(2, '0') : String(n));
        const text = `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()} ${two(date.getUTCHours())}:${String(date.getUTCMinutes()).padStart(2, '0')}`;

        expect(plain(text)).toBe(Math.floor(date.getTime() / 60_000) * 60_000);
      }),
    );
  });

  it('takes wall times of a zone with its summer time', () => {
    const rome = instantReader({ format: 'yyyy-MM-dd HH:mm:ss', zone: 'Europe/Rome' });

    expect(rome('2012-01-15 12:00:00')).toBe(Date.parse('2012-01-15T11:00:00Z'));
    expect(rome('2012-07-15 12:00:00')).toBe(Date.parse('2012-07-15T10:00:00Z'));
  });

  it('refuses days and times that do not exist', () => {
    for (const text of [
      '31/2/2016 10:00',
      '1/13/2016 10:00',
      '1/1/2016 24:00',
      '1/1/2016 10:60',
      '',
      '1/1/2016',
      '1/1/2016 10:00x',
    ]) {
      expect(plain(text), text).toBeUndefined();
    }
  });

  it('reads ISO times by the offset they carry, and none without', () => {
    const iso = instantReader({ format: 'iso', zone: 'Europe/Rome' });

    expect(iso('2010-01-13 08:40:25+02:00')).toBe(Date.parse('2010-01-13T06:40:25Z'));
    expect(iso('2010-01-13T08:40:25.5Z')).toBe(Date.parse('2010-01-13T08:40:25.500Z'));
    expect(iso('2010-01-13 08:40:25')).toBeUndefined();
  });
});
