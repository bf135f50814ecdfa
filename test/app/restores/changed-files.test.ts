import { describe, expect, it } from 'vitest';
import { create } from '#shared/app/records.ts';
import { changedFiles, MOST_BYTES } from '#shared/app/restores/changed-files.ts';
import type { Manifest } from '#shared/domain/snapshots/manifest.ts';
import { newSnapshot } from '#shared/domain/snapshots/snapshot.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { aBucket, fullLine, idOf, sha256 } from '../snapshots/a-snapshot.ts';

const SNAPSHOT = idOf(1);
const NOW = Date.parse('2026-03-02T09:00:00Z');

const aSnapshot = () => {
  const { files, put } = aBucket();
  const manifest = put(SNAPSHOT, [[fullLine(1), fullLine(2)], [fullLine(3)]]);
  const asked: string[] = [];
  const store = memoryStore();
  return {
    ...{ files, manifest, asked, store },
    look: (of: Manifest = manifest) =>
      changedFiles(
        [of],
        async (key) => {
          asked.push(key);
          const bytes = files.get(key);
          return bytes && { bytes: bytes.length, sha256: sha256(bytes) };
        },
        store.reader,
      ),
  };
};

describe('Files of a snapshot that is to be restored', () => {
  it('are read, every one, and are no problem as long as they are as they were written', async () => {
    const { look, asked, manifest } = aSnapshot();

    expect(await look()).toEqual([]);
    expect(asked).toEqual(manifest.parts.map(({ key }) => key));
  });

  it.each([
    [
      'partChanged',
      (bytes: Uint8Array) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1),
    ],
    ['partCut', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['partMissing', () => undefined],
  ])('are told of as %s', async (code, damage) => {
    const { look, files, manifest } = aSnapshot();
    const key = manifest.parts[1]?.key ?? '';
    const damaged = damage(files.get(key) ?? new Uint8Array());
    if (damaged) files.set(key, damaged);
    else files.delete(key);

    expect(await look()).toEqual([{ code, part: key }]);
  });

  it('are left to the worker when they are large; what a verification has found of them counts', async () => {
    const { look, manifest, asked, store } = aSnapshot();
    const parts = manifest.parts.map((part) => ({ ...part, bytes: MOST_BYTES }));
    const problem = { code: 'partChanged', part: parts[0]?.key ?? '' } as const;

    expect(await look({ ...manifest, parts })).toEqual([]);
    await store.commit([
      create('snapshot', {
        ...newSnapshot({ id: SNAPSHOT, kind: 'full', madeBy: 'snapshot-full' }, NOW),
        verified: false,
        problems: [problem],
      }),
    ]);

    expect(await look({ ...manifest, parts })).toEqual([problem]);
    expect(asked).toEqual([]);
  });
});
