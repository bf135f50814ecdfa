import { beforeEach, describe, expect, it } from 'vitest';
import { BrokenPart, checkPart } from '#shared/app/snapshots/read-snapshot.ts';
import type { SnapshotPart } from '#shared/domain/snapshots/manifest.ts';
import { aBucket, fullLine, idOf } from './a-snapshot.ts';

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'whole';
  } catch (error) {
    if (error instanceof BrokenPart) return error.problem.code;
    throw error;
  }
};

describe('A file that is about to be restored', () => {
  let bucket: ReturnType<typeof aBucket>;
  let part: SnapshotPart;
  beforeEach(() => {
    bucket = aBucket();
    [part] = bucket.put(idOf(1), [[fullLine(1), fullLine(2), fullLine(3)]]).parts as [SnapshotPart];
  });
  const check = () => codeOf(checkPart(bucket.source, part));
  const bytes = (): Uint8Array => bucket.files.get(part.key) ?? new Uint8Array();

  it('is taken when it is what the manifest says', async () => {
    expect(await check()).toBe('whole');
  });

  it('is refused when any one of its bytes is another, though its size is the same', async () => {
    const whole = bytes();
    const outcomes = new Set<string>();
    for (let at = 0; at < whole.length; at++) {
      bucket.files.set(part.key, whole.with(at, (whole[at] ?? 0) ^ 1));
      outcomes.add(await check());
    }

    expect([...outcomes]).toEqual(['partChanged']);
  });

  it('is refused when it was cut, and when it is gone', async () => {
    bucket.files.set(part.key, bytes().slice(0, -1));
    expect(await check()).toBe('partCut');
    bucket.files.delete(part.key);
    expect(await check()).toBe('partMissing');
  });
});
