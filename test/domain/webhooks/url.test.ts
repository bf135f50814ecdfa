import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddress, isPublicAddress } from '#shared/domain/webhooks/address.ts';
import { mayConnect, urlProblem } from '#shared/domain/webhooks/url.ts';
import { refusedUrls } from '#test/support/refused-urls.ts';

const strict = { loopback: false };
const local = { loopback: true };

describe('The address of a webhook', () => {
  it.each(refusedUrls)('is not %s', (url) => {
    expect(urlProblem(url, strict)).toMatch(/^must /);
  });

  it.each([
    'https://hooks.example.com/kefu?shop=1',
    'https://hooks.example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://192.0.32.8/',
    'https://例子.中国/钩子',
  ])('may be %s', (url) => {
    expect(urlProblem(url, strict)).toBeUndefined();
  });

  it('may be of this machine, without https, only where the rules say so', () => {
    for (const url of ['http://127.0.0.1:4000/hook', 'http://localhost:4000/', 'https://[::1]/']) {
      expect(urlProblem(url, local)).toBeUndefined();
      expect(urlProblem(url, strict)).toMatch(/^must /);
    }
    for (const url of [
      'http://10.0.0.1/',
      'http://example.com/',
      'https://169.254.169.254/',
      'http://0.0.0.0/',
    ])
      expect(urlProblem(url, local)).toMatch(/^must /);
  });

  it.each([
    'https://example.com/\r\nX: y',
    ' https://example.com/',
    'https://exam\tple.com/',
    'https://example.com/a b',
  ])('is kept as it is called, so it has no blanks and no control characters: %j', (url) => {
    expect(urlProblem(url, strict)).toBe('must be an https address');
  });

  it('says nothing else about any text than what is wrong with it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
        const problem = urlProblem(text, strict);
        if (problem === undefined) expect(new URL(text).protocol).toBe('https:');
      }),
    );
  });
});

const closed: readonly (readonly [number, number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0a80000, 16],
  [0xe0000000, 3],
];
const dotted = (n: number): string => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

describe('An address that a name leads to', () => {
  it('is closed anywhere inside the private, local and reserved blocks, also where IPv6 wraps it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...closed), fc.nat({ max: 2 ** 32 - 1 }), ([first, length], noise) => {
        const inside = (first + (noise % 2 ** (32 - length))) >>> 0;
        const v4 = dotted(inside);
        const hex = `${(inside >>> 16).toString(16)}:${(inside & 0xffff).toString(16)}`;
        for (const text of [
          v4,
          `::ffff:${v4}`,
          `::${v4}`,
          `64:ff9b::${v4}`,
          `2002:${hex}::1`,
          `::ffff:0:${hex}`,
        ])
          expect(mayConnect(text, strict)).toBe(false);
      }),
    );
  });

  it('is public elsewhere, as other code sees it too', () => {
    for (const text of ['8.8.8.8', '1.1.1.1', '192.0.32.8', '223.255.255.255', '2a00:1450::1', '2606:4700::'])
      expect(isPublicAddress(text)).toBe(true);
    for (const text of [
      'fe80::1%eth0',
      '1.2.3',
      '1.2.3.4.5',
      '256.1.1.1',
      '1::2::3',
      'g::1',
      '2001:db8::1',
      '3fff::1',
    ])
      expect(isPublicAddress(text)).toBe(false);
  });

  it('is read in every way of writing IPv6', () => {
    fc.assert(fc.property(fc.ipV6(), (text) => isAddress(text)));
    fc.assert(fc.property(fc.ipV4(), (text) => isAddress(text)));
  });
});
