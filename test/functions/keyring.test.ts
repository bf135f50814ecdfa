import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyringOf } from '#shared/runtime/keyring.ts';

const keyring = keyringOf('a secret of at least thirty-two characters');
const other = keyringOf('another secret of at least thirty-two letters');
const ABOUT = 'cursor|customers|usr_1|[]';
const value = { sort: '2026-03-02T09:00:00.000Z', id: 'cus_1', issuedAt: 1 };

/** The same bytes in other spellings of base64. */
const spellings = (sealed: string): string[] => {
  const last = sealed.at(-1) ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const alike = [...alphabet].filter(
    (letter) =>
      letter !== last &&
      Buffer.from(sealed.slice(0, -1) + letter, 'base64url').equals(Buffer.from(sealed, 'base64url')),
  );
  return [
    `${sealed}=`,
    `${sealed}==`,
    ` ${sealed}`,
    `${sealed}\n`,
    `${sealed.slice(0, 8)} ${sealed.slice(8)}`,
    ...alike.map((letter) => sealed.slice(0, -1) + letter),
  ];
};

describe('What is sealed', () => {
  it('opens for what it was sealed for, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (about, sealed) => {
        expect(keyring.unseal(about, keyring.seal(about, sealed))).toEqual(
          JSON.parse(JSON.stringify(sealed)),
        );
      }),
    );
  });

  it('opens for nothing else and under no other secret', () => {
    const sealed = keyring.seal(ABOUT, value);

    for (const about of ['', 'cursor', ABOUT.replace('usr_1', 'usr_2'), `${ABOUT} `, 'idempotency|k'])
      expect(keyring.unseal(about, sealed)).toBeUndefined();
    expect(other.unseal(ABOUT, sealed)).toBeUndefined();
    expect(keyring.unseal(ABOUT, sealed)).toEqual(value);
  });

  it('does not open when any one of its bits was turned, and says nothing of it', () => {
    const raw = Buffer.from(keyring.seal(ABOUT, value), 'base64url');
    for (let bit = 0; bit < raw.length * 8; bit++) {
      const turned = Buffer.from(raw);
      turned.writeUInt8(turned.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(keyring.unseal(ABOUT, turned.toString('base64url'))).toBeUndefined();
    }
  });

  it('has one spelling', () => {
    // Of three lengths, so that the last letter stands for all, some and few of its bits.
    for (const text of ['a', 'ab', 'abc']) {
      const sealed = keyring.seal(ABOUT, text);
      for (const spelled of spellings(sealed)) expect(keyring.unseal(ABOUT, spelled)).toBeUndefined();
    }
  });

  it('cannot be made without the secret: what is only written down opens nothing', () => {
    for (const made of ['', 'null', '[]', value].map((one) =>
      Buffer.from(typeof one === 'string' ? one : JSON.stringify(one)).toString('base64url'),
    ))
      expect(keyring.unseal(ABOUT, made)).toBeUndefined();
  });
});

describe('A keyed digest', () => {
  it('is the same for the same, and another for another purpose, value or secret', () => {
    const digest = keyring.digest('lookup', '+8613912345678');

    expect(keyring.digest('lookup', '+8613912345678')).toBe(digest);
    const others = [
      keyring.digest('search', '+8613912345678'),
      keyring.digest('lookup', '+8613912345679'),
      other.digest('lookup', '+8613912345678'),
    ];
    expect(new Set([digest, ...others]).size).toBe(4);
  });
});
