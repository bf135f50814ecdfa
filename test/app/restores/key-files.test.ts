import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastWords } from '#shared/app/restores/key-files.ts';
import type { Manifest } from '#shared/domain/snapshots/manifest.ts';
import { aBucket, changeLine, idOf } from '../snapshots/a-snapshot.ts';

const nameOf = (n: number): string => `TKT#${n}\nA`;
const never = (): boolean => false;
const always = (): boolean => true;

/** A chain of incremental snapshots, newest first; each has files, each file the numbers of cases that were changed. */
const aChain = (members: readonly (readonly (readonly number[])[])[]) => {
  const { files, objects, put, source } = aBucket();
  const manifests = members.map(
    (parts, member): Manifest =>
      put(
        idOf(member + 1),
        parts.map((numbers) => numbers.map((n) => changeLine(n, 1))),
        { kind: 'incremental' },
      ),
  );
  const read: string[] = [];
  const counting = {
    objects,
    source: {
      ...source,
      objects: {
        ...source.objects,
        read: (key: string) => {
          read.push(key);
          return source.objects.read(key);
        },
      },
    },
  };
  return { files, manifests, read, bucket: counting };
};

describe('Which snapshot of a chain has the last word', () => {
  it('is the newest that tells of a key, in whichever slices it was found out', async () => {
    const numbers = fc.array(fc.nat(20), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(numbers, { maxLength: 3 }), { maxLength: 4 }),
        fc.boolean(),
        async (members, isHurried) => {
          const { manifests, bucket } = aChain(members);
          const parts = members.flat().length;
          let slices = 0;
          let words = await lastWords(bucket, manifests, isHurried ? always : never);
          for (; words === undefined; slices++) words = await lastWords(bucket, manifests, always);
          expect(slices).toBeLessThanOrEqual(parts);
          for (let n = 0; n <= 20; n++) {
            const newest = members.findIndex((one) => one.flat().includes(n));
            expect(words.ownerOf(nameOf(n))).toBe(newest < 0 ? undefined : newest);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reads every file once: later slices begin with the keys that were left beside it', async () => {
    const { manifests, bucket, read } = aChain([[[1, 2], [3]], [[2, 4]]]);
    await lastWords(bucket, manifests, never);
    read.length = 0;

    const words = await lastWords(bucket, manifests, always);

    expect(read.filter((key) => key.endsWith('.gz'))).toEqual([]);
    expect(words?.ownerOf(nameOf(2))).toBe(0);
  });

  it.each([
    ['changed', (bytes: Uint8Array) => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1)],
    ['cut', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['longer', (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from('x')])],
  ])('takes nothing from keys that were %s: the file is read again', async (_, damage) => {
    const { manifests, bucket, files, read } = aChain([[[1, 2]]]);
    await lastWords(bucket, manifests, never);
    const key = [...files.keys()].find((one) => one.includes('/work/keys-')) ?? '';
    files.set(key, damage(files.get(key) ?? new Uint8Array()));
    read.length = 0;

    const words = await lastWords(bucket, manifests, never);

    expect(read.filter((one) => one.endsWith('.gz'))).toHaveLength(1);
    expect(words?.ownerOf(nameOf(2))).toBe(0);
    expect(words?.count()).toBe(2);
  });
});
