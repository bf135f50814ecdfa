import { describe, expect, it } from 'vitest';
import { calendarDefinitionSchema } from '#shared/domain/sla/calendar-definition.ts';

const accepts = (definition: unknown): boolean => calendarDefinitionSchema.safeParse(definition).success;
const zone = (timeZone: string): boolean => accepts({ timeZone, week: {} });
const monday = (...windows: unknown[]): boolean => accepts({ timeZone: 'UTC', week: { mon: windows } });

describe('the definition of a calendar', () => {
  it('takes zones of the IANA database only', () => {
    for (const name of ['Asia/Shanghai', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+8'])
      expect(zone(name), name).toBe(true);
    for (const name of [
      'Etc/Unknown',
      'GMT+25',
      'GMT+8',
      '+08:00',
      'Mars/Base',
      '',
      '../UTC',
      'a'.repeat(99),
    ]) {
      expect(zone(name), name).toBe(false);
    }
  });

  it('takes windows of real times that do not overlap', () => {
    expect(monday({ from: '09:00', to: '12:00' }, { from: '12:00', to: '24:00' })).toBe(true);
    expect(monday({ from: '22:00', to: '06:00' })).toBe(true);
    expect(monday({ from: '13:00', to: '18:00' }, { from: '09:00', to: '12:00' })).toBe(true);
    expect(monday({ from: '09:00', to: '12:00' }, { from: '11:59', to: '13:00' })).toBe(false);
    expect(monday({ from: '22:00', to: '06:00' }, { from: '23:00', to: '24:00' })).toBe(false);
    expect(monday({ from: '09:00', to: '09:00' })).toBe(false);
    for (const [from, to] of [
      ['24:00', '01:00'],
      ['9:00', '10:00'],
      ['09:60', '10:00'],
      ['09:00', '24:01'],
    ]) {
      expect(monday({ from, to }), `${from} to ${to}`).toBe(false);
    }
  });

  it('takes overrides of real dates, each once', () => {
    const overrides = (...dates: string[]) =>
      accepts({ timeZone: 'UTC', week: {}, overrides: dates.map((date) => ({ date, windows: [] })) });
    expect(overrides('2028-02-29', '2026-05-01')).toBe(true);
    expect(overrides('2026-02-29')).toBe(false);
    expect(overrides('2026-05-01', '2026-05-01')).toBe(false);
  });

  it('refuses what it does not know', () => {
    expect(accepts({ timeZone: 'UTC', week: { someday: [] } })).toBe(false);
    expect(accepts({ timeZone: 'UTC', week: {}, colour: 'red' })).toBe(false);
    expect(accepts({ timeZone: 'UTC', week: {}, holidays: 'de' })).toBe(false);
  });
});
