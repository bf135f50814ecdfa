import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokenPart, openSnapshot, readPart } from '#shared/app/snapshots/read-snapshot.ts';
import { verifySnapshot } from '#shared/app/snapshots/verify-snapshot.ts';
import { manifestKeyOf, manifestText, signed } from '#shared/domain/snapshots/manifest.ts';
import { aBucket, changeLine, digest, fullLine, idOf, TABLE } from './a-snapshot.ts';

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => fullLine(from + n));
const FULL = idOf(1);
const CHANGES = idOf(2);
const OTHER = idOf(3);

const aChain = () => {
  const bucket = aBucket();
  const full = bucket.put(FULL, [lines(0, 30), lines(30, 60), lines(60, 61), []]);
  const changes = bucket.put(
    CHANGES,
    [[changeLine(1, 1_500_000_000), changeLine(2, 1_500_000_001, true)], [changeLine(40, 1_500_000_002)]],
    { kind: 'incremental', from: 1_000_000, to: 2_000_000, base: FULL, full: FULL },
  );
  const other = bucket.put(OTHER, [lines(100, 120)], { to: 500_000 });
  return { ...bucket, full, changes, other };
};
type Chain = ReturnType<typeof aChain>;

const codesOf = async ({ source }: Chain, id = FULL): Promise<string[]> =>
  (await verifySnapshot(source, id, { table: TABLE })).map(({ code }) => code);

describe('A snapshot as it was written', () => {
  it('has no problems, full or incremental, with deletions and empty files', async () => {
    const chain = aChain();

    expect(await codesOf(chain)).toEqual([]);
    expect(await codesOf(chain, CHANGES)).toEqual([]);
  });

  it('is read line by line, changes with their time and deletions without an item', async () => {
    const { source, full, changes } = aChain();
    const read = [];
    for (const part of [...full.parts, ...changes.parts])
      for await (const line of readPart(source, part)) read.push(line);

    expect(read).toHaveLength(64);
    expect(read[0]).toMatchObject({ pk: 'TKT#0', sk: 'A', item: { t: { S: 'ticket' } } });
    expect(read[61]).toMatchObject({ pk: 'TKT#1', writtenMicros: 1_500_000_000 });
    expect(read[62]).toEqual({ pk: 'TKT#2', sk: 'A', writtenMicros: 1_500_000_001 });
  });

  it('is found by its manifest alone', async () => {
    const { source, full } = aChain();

    expect((await openSnapshot(source, FULL)).manifest).toEqual(full);
    expect((await openSnapshot(source, idOf(9))).problems).toEqual([
      { code: 'manifestMissing', snapshotId: idOf(9) },
    ]);
  });
});

const partKey = (chain: Chain, n: number): string => chain.full.parts[n]?.key ?? '';
const fileOf = (chain: Chain, n: number): Uint8Array =>
  chain.files.get(partKey(chain, n)) ?? new Uint8Array();
const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  const at = Math.floor(bit / 8) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
};

/** Ways to spoil a snapshot, each with the words that may name it. */
const mutations: Readonly<
  Record<string, { spoil(chain: Chain, n: number): void; named: readonly string[]; in?: string }>
> = {
  'a bit of a part is turned': {
    spoil: (chain, n) => chain.files.set(partKey(chain, n % 3), flipped(fileOf(chain, n % 3), n)),
    named: ['partChanged'],
  },
  'a part is cut off': {
    spoil: (chain, n) => {
      const bytes = fileOf(chain, n % 3);
      chain.files.set(partKey(chain, n % 3), bytes.subarray(0, n % bytes.length));
    },
    named: ['partCut'],
  },
  'something hangs behind a part': {
    spoil: (chain, n) =>
      chain.files.set(
        partKey(chain, n % 4),
        Buffer.concat([fileOf(chain, n % 4), n % 2 ? gzipSync('{}\n') : Buffer.alloc(1 + (n % 3000), n)]),
      ),
    named: ['partChanged'],
  },
  'a part is missing': {
    spoil: (chain, n) => void chain.files.delete(partKey(chain, n % 4)),
    named: ['partMissing'],
  },
  'two parts have changed places': {
    spoil: (chain, n) => {
      const [a, b] = [n % 3, (n + 1) % 3];
      const [first, second] = [fileOf(chain, a), fileOf(chain, b)];
      chain.files.set(partKey(chain, a), second);
      chain.files.set(partKey(chain, b), first);
    },
    named: ['partSwapped'],
  },
  'a part stands in the place of another': {
    spoil: (chain, n) => chain.files.set(partKey(chain, n % 3), fileOf(chain, (n + 1) % 3)),
    named: ['partSwapped'],
  },
  'a copy of a part lies beside it': {
    spoil: (chain, n) => chain.files.set(`${partKey(chain, n % 3)}-${n}.json.gz`, fileOf(chain, n % 3)),
    named: ['partForeign'],
  },
  'a part of another snapshot is in its place': {
    spoil: (chain, n) =>
      chain.files.set(
        partKey(chain, n % 3),
        chain.files.get(chain.other.parts[0]?.key ?? '') ?? new Uint8Array(),
      ),
    named: ['partChanged', 'partCut'],
  },
  'a line was taken out and the part packed anew': {
    spoil: (chain, n) =>
      chain.files.set(
        partKey(chain, 0),
        gzipSync(
          lines(0, 30)
            .toSpliced(n % 30, 1)
            .join('\n'),
        ),
      ),
    named: ['partChanged', 'partCut'],
  },
  'a byte of the manifest is changed': {
    spoil: (chain, n) => {
      const key = manifestKeyOf(FULL);
      chain.files.set(key, flipped(chain.files.get(key) ?? new Uint8Array(), n * 7));
    },
    named: ['manifestForged', 'manifestUnreadable'],
  },
  'the manifest names one item less': {
    spoil: (chain, n) => {
      const changed = { ...chain.full, items: chain.full.items - 1 - (n % 5) };
      chain.files.set(manifestKeyOf(FULL), Buffer.from(manifestText(changed)));
    },
    named: ['manifestForged'],
  },
  'the manifest is of another snapshot': {
    spoil: (chain) =>
      void chain.files.set(manifestKeyOf(FULL), chain.files.get(manifestKeyOf(OTHER)) ?? new Uint8Array()),
    named: ['wrongSnapshot'],
  },
  'the manifest was made by somebody else': {
    spoil: (chain, n) => {
      const forged = signed(chain.full, (purpose, value) => digest(`${purpose}${n}`, value));
      chain.files.set(manifestKeyOf(FULL), Buffer.from(manifestText(forged)));
    },
    named: ['manifestForged'],
  },
  'there is no manifest': {
    spoil: (chain) => void chain.files.delete(manifestKeyOf(FULL)),
    named: ['manifestMissing'],
  },
  'it is of another table': {
    spoil: (chain, n) => void chain.put(FULL, [lines(0, 3)], { table: `kefu-${n}-table` }),
    named: ['wrongTable'],
  },
  'the manifest names a part twice': {
    spoil: (chain, n) => {
      const part = chain.full.parts[n % 3];
      const doubled = signed(
        { ...chain.full, parts: [...chain.full.parts, ...(part ? [part] : [])] },
        digest,
      );
      chain.files.set(manifestKeyOf(FULL), Buffer.from(manifestText(doubled)));
    },
    named: ['partDoubled', 'countsDiffer'],
  },
  'the chain has a hole': {
    spoil: (chain, n) =>
      void chain.put(CHANGES, [[changeLine(1, 1_500_000_000)]], {
        ...{ kind: 'incremental', from: 1_000_001 + n, to: 2_000_000, base: FULL, full: FULL },
      }),
    named: ['chainGap'],
    in: CHANGES,
  },
  'the chain overlaps': {
    spoil: (chain, n) =>
      void chain.put(CHANGES, [[changeLine(1, 1_500_000_000)]], {
        ...{ kind: 'incremental', from: 999_999 - n, to: 2_000_000, base: FULL, full: FULL },
      }),
    named: ['chainOverlap'],
    in: CHANGES,
  },
  'the snapshot that is continued is gone': {
    spoil: (chain) => void chain.files.delete(manifestKeyOf(FULL)),
    named: ['chainBroken'],
    in: CHANGES,
  },
  'the snapshot that is continued is another one': {
    spoil: (chain, n) => void chain.put(FULL, [lines(0, 3)], { to: 1_000_000, tableId: `table-${n + 2}` }),
    named: ['wrongTable'],
    in: CHANGES,
  },
};

describe('A snapshot that was tampered with', () => {
  const names = Object.keys(mutations);

  it('is refused with a reason that names it: 1,000 of 1,000 mutations', async () => {
    const reasons = new Map<string, Set<string>>();
    let refused = 0;
    for (let n = 0; n < 1000; n += 1) {
      const name = names[n % names.length] ?? '';
      const mutation = mutations[name];
      const chain = aChain();
      mutation?.spoil(chain, Math.floor(n / names.length) * 131 + n);
      const codes = await codesOf(chain, mutation?.in);
      if (codes.length > 0 && mutation?.named.some((code) => codes.includes(code))) refused += 1;
      else expect(codes, `${name}, the ${n}th`).toEqual(mutation?.named);
      reasons.set(name, new Set([...(reasons.get(name) ?? []), ...codes]));
    }

    expect(refused).toBe(1000);
    expect([...reasons.values()].every((codes) => codes.size > 0)).toBe(true);
  });

  it('breaks off while it is read, whichever bit was turned', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(100_000), fc.nat(2), async (bit, n) => {
        const chain = aChain();
        chain.files.set(partKey(chain, n), flipped(fileOf(chain, n), bit));
        const [part] = chain.full.parts.slice(n, n + 1);
        const all = async () => {
          if (part) for await (const line of readPart(chain.source, part)) void line;
        };
        await expect(all()).rejects.toThrow(BrokenPart);
      }),
    );
  });
});

const refusing = (chain: Chain, name: string) => ({
  ...chain.source,
  objects: {
    ...chain.source.objects,
    read: () => Promise.reject(Object.assign(new Error('no'), { name })),
  },
});

describe('A snapshot whose key was disabled', () => {
  it.each([
    ['KMS.DisabledException', 'keyUnavailable'],
    ['AccessDenied', 'partForbidden'],
  ])('is named as that: %s', async (name, code) => {
    const problems = await verifySnapshot(refusing(aChain(), name), FULL);

    expect(problems[0]).toEqual({ code, part: expect.stringContaining(FULL), reason: name });
  });

  it('is no verdict when the bucket is only busy', async () => {
    await expect(verifySnapshot(refusing(aChain(), 'SlowDown'), FULL)).rejects.toThrow('no');
  });
});
