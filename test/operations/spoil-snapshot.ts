import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Journey } from '#test/support/local-stack.ts';

/** Changes one bit in a file of the newest full snapshot, and has the snapshot verified. */
export const spoilSnapshot = async (journey: Journey): Promise<void> => {
  const { items } = (await journey.as('admin').get('/v1/snapshots')).body as {
    items: { id: string; kind: string }[];
  };
  const full = items.find(({ kind }) => kind === 'full')?.id ?? '';
  const root = join(journey.home, 's3');
  const bucket = join(root, readdirSync(root).find((name) => name.includes('snapshots')) ?? '');
  const manifest = JSON.parse(readFileSync(join(bucket, full, 'manifest.json'), 'utf8')) as {
    parts: { key: string; items: number }[];
  };
  const path = join(bucket, manifest.parts.find(({ items: held }) => held > 0)?.key ?? '');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.with(20, (bytes[20] ?? 0) ^ 1));
  const asked = await journey.as('admin').post(`/v1/snapshots/${full}/verify`);
  if (asked.status !== 202) throw new Error(`${full} is not verified: ${asked.status}`);
  await journey.drain();
};
