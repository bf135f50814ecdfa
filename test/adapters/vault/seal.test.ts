import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newDataKey, openDataKey, sealToOf } from '#shared/adapters/dynamo/vault/data-key.ts';
import { openValues, sealValues } from '#shared/adapters/dynamo/vault/seal.ts';
import { vaultSecretsOf } from '#shared/adapters/dynamo/vault/secrets.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { sized } from '#test/support/size.ts';

const secrets = vaultSecretsOf('a root secret that is only for tests');
const others = vaultSecretsOf('another root secret, just as long as it');
const owner = 'cus_01K00000000000000000000001';
const made = newDataKey(secrets, owner);
const dataKey = openDataKey(secrets, made.item);
const about = { type: 'message', pk: 'TKT#1', sk: 'M#1' };

const valuesOf = fc.dictionary(fc.constantFrom('body', 'phones', 'answer.comment'), fc.jsonValue(), {
  minKeys: 1,
  noNullPrototype: true,
});
const textOf = JSON.stringify;

/** How often one text is sealed. */
const SEALED = sized(10_000, 100_000);

describe('A seal', () => {
  it('gives back what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(valuesOf, (values) => {
        const sealed = sealValues(secrets.seal, owner, made.sealTo, about, values);

        expect(textOf(openValues(secrets.seal, dataKey, about, sealed))).toBe(textOf(values));
        expect(sealed.fields).toBe(Object.keys(values).sort().join(','));
      }),
    );
  });

  it('does not open when any one bit of it was changed', () => {
    const sealed = sealValues(secrets.seal, owner, made.sealTo, about, { body: '您好' });
    const bits = Array.from({ length: (sealed.data.length - 8) * 8 }, (_, n) => n + 64);
    const opened = bits.filter((bit) => {
      const data = Buffer.from(sealed.data);
      data[bit >> 3] = (data[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        openValues(secrets.seal, dataKey, about, { ...sealed, data });
        return true;
      } catch {
        return false;
      }
    });

    // The highest bit of an X25519 key is not used (RFC 7748), but it is part of what the key of the seal is derived from.
    expect(opened).toEqual([]);
  });

  it('opens nowhere else: not for another type, key, owner or set of fields, and not without the secret', () => {
    const sealed = sealValues(secrets.seal, owner, made.sealTo, about, { body: 'x', title: 'y' });
    const open = (changed: Partial<typeof about & typeof sealed> = {}, secret = secrets.seal) =>
      openValues(secret, dataKey, { ...about, ...changed }, { ...sealed, ...changed });

    expect(open()).toEqual({ body: 'x', title: 'y' });
    expect(() => open({ type: 'task' })).toThrow();
    expect(() => open({ pk: 'TKT#2' })).toThrow();
    expect(() => open({ sk: 'M#2' })).toThrow();
    expect(() => open({ owner: 'cus_01K00000000000000000000002' })).toThrow();
    expect(() => open({ fields: 'body' })).toThrow();
    expect(() => open({}, others.seal)).toThrow();
  });

  it(`is different each time: of ${SEALED} of one text no two share an ephemeral key or an ending`, {
    timeout: 300_000,
  }, () => {
    const [ephemerals, endings] = [new Set<string>(), new Set<string>()];
    for (let n = 0; n < SEALED; n++) {
      const { data } = sealValues(secrets.seal, owner, made.sealTo, about, { body: '您好' });
      const bytes = Buffer.from(data);
      ephemerals.add(bytes.toString('latin1', 8, 40));
      endings.add(bytes.toString('latin1', 40));
    }

    expect([ephemerals.size, endings.size]).toEqual([SEALED, SEALED]);
  });
});

describe('A data key', () => {
  it('opens for its own customer and under its own root secret only', () => {
    expect(openDataKey(secrets, made.item).publicBytes).toEqual(made.sealTo.publicBytes);
    expect(() => openDataKey(others, made.item)).toThrow();
    expect(() => openDataKey(secrets, { ...made.item, pk: 'cus_01K00000000000000000000002' })).toThrow();
  });

  it('does not open with the public half of another one', () => {
    const another = newDataKey(secrets, owner);

    expect(() =>
      openDataKey(secrets, { ...made.item, public: newDataKey(others, owner).item.public }),
    ).toThrow();
    expect(() =>
      openValues(
        secrets.seal,
        openDataKey(secrets, another.item),
        about,
        sealValues(secrets.seal, owner, made.sealTo, about, { body: 'x' }),
      ),
    ).toThrow();
  });

  it('is vouched for: what somebody else put beside the data is no key to seal for', () => {
    const { vouched } = made.sealTo;

    expect(sealToOf(secrets.vouch, owner, vouched)?.publicBytes).toEqual(made.sealTo.publicBytes);
    expect(sealToOf(secrets.vouch, 'cus_01K00000000000000000000002', vouched)).toBeUndefined();
    expect(sealToOf(others.vouch, owner, vouched)).toBeUndefined();
    expect(sealToOf(secrets.vouch, owner, vouched.subarray(1))).toBeUndefined();
  });
});

describe('What an environment keeps', () => {
  it('are public halves, of so many customers and no more, the latest', () => {
    const vault = vaultOf('a root secret that is only for tests', 'keys');
    const ids = Array.from({ length: 2001 }, (_, n) => `cus_${n}`);
    for (const id of ids) vault.remember(id, made.sealTo);

    expect(vault.known('cus_0')).toBeUndefined();
    expect(vault.known('cus_1')?.keyId).toEqual(made.sealTo.keyId);
    expect(vault.known('cus_2000')?.keyId).toEqual(made.sealTo.keyId);
  });

  it('lies in memory of its own, and keeps nothing of what it was read with', () => {
    const vault = vaultOf('a root secret that is only for tests', 'keys');
    const answer = Buffer.concat([Buffer.alloc(64 * 1024), made.sealTo.vouched]);
    vault.learn(owner, answer.subarray(64 * 1024));
    const known = vault.known(owner);

    expect(Buffer.from(known?.vouched ?? []).equals(made.sealTo.vouched)).toBe(true);
    expect([known?.vouched, known?.publicBytes, known?.keyId].map((of) => of?.buffer.byteLength)).toEqual([
      48, 48, 8,
    ]);
  });

  it('is learned only where it is vouched for', () => {
    const vault = vaultOf('a root secret that is only for tests', 'keys');
    vault.learn('cus_01K00000000000000000000002', made.sealTo.vouched);
    vault.learn(owner, made.sealTo.vouched);

    expect(vault.known('cus_01K00000000000000000000002')).toBeUndefined();
    expect(vault.known(owner)?.keyId).toEqual(made.sealTo.keyId);
  });

  it('does not exist under a root secret that is too short', () => {
    expect(() => vaultOf('short', 'keys')).toThrow('too short');
  });
});
