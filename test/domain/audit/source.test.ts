import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedAddress } from '#shared/domain/audit/source.ts';

describe('Where a call came from', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::/48'],
    ['2001:0DB8:0000:1::1', '2001:db8:0::/48'],
    ['[2001:db8:85a3::1]', '2001:db8:85a3::/48'],
    ['::1', '0:0:0::/48'],
    ['evil\nline', 'unknown'],
    ['', 'unknown'],
  ])('of %j keeps %s', (address, network) => {
    expect(maskedAddress(address)).toBe(network);
  });

  it('never keeps the last part of an address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a, b, c] = address.split('.');

        expect(maskedAddress(address)).toBe(`${a}.${b}.${c}.0/24`);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(maskedAddress(address)).toMatch(
          /^(?:[0-9a-f]{1,4}:){3}:\/48$|^\d+\.\d+\.\d+\.0\/24$|^unknown$/,
        );
      }),
    );
  });
});
