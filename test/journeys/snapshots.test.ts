import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, startJourney } from '#test/support/local-stack.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startJourney({ now: Date.parse('2026-03-02T09:00:00Z') });
});
afterAll(() => journey.close());

type View = {
  id: string;
  status: string;
  kind: string;
  items?: number;
  bytes?: number;
  manifestKey?: string;
  sha256?: string;
  verified?: boolean;
  problems?: { code: string; part?: string; snapshotId?: string }[];
  base?: string;
  full?: string;
  from?: string;
  to?: string;
  madeBy: string;
};

const get = async (id: string): Promise<View> =>
  (await journey.as('admin').get(`/v1/snapshots/${id}`)).body as View;
const list = async (): Promise<View[]> =>
  ((await journey.as('admin').get('/v1/snapshots')).body as { items: View[] }).items;

const take = async (kind: string): Promise<View> => {
  const reply = await journey.as('admin').post('/v1/snapshots', { kind });
  expect(reply.status).toBe(202);
  await journey.drain();
  return get((reply.body as View).id);
};

const verify = async (id: string): Promise<View> => {
  const reply = await journey.as('admin').post(`/v1/snapshots/${id}/verify`, {});
  expect(reply.status).toBe(202);
  await journey.drain();
  return get(id);
};

const bucket = (): string => {
  const root = join(journey.home, 's3');
  return join(root, readdirSync(root).find((name) => name.includes('snapshots')) ?? '');
};
type Manifest = {
  id: string;
  items: number;
  entities: Record<string, { items: number; versions: Record<string, number> }>;
  parts: { key: string; items: number }[];
};
const manifestOf = (id: string): Manifest =>
  JSON.parse(readFileSync(join(bucket(), id, 'manifest.json'), 'utf8')) as Manifest;

const createTicket = async (subject: string): Promise<string> => {
  const reply = await journey.as('agent1').post('/v1/tickets', {
    ...{ subject, body: 'It does not work', channel: 'web' },
    customer: { name: 'Ada', email: 'ada@example.com' },
  });
  expect(reply.status).toBe(201);
  return (reply.body as { id: string }).id;
};

describe('A snapshot of everything', () => {
  let full: View;

  it('is taken in the background, counted by what it holds, and verified', async () => {
    await createTicket('First');
    full = await take('full');

    expect(full).toMatchObject({
      status: 'done',
      kind: 'full',
      verified: true,
      manifestKey: `${full.id}/manifest.json`,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(full.problems).toBeUndefined();
    const manifest = manifestOf(full.id);
    expect(manifest.items).toBe(full.items);
    expect(manifest.entities['ticket']).toEqual({ items: 1, versions: { '1': 1 } });
    expect(manifest.parts.reduce((sum, { items }) => sum + items, 0)).toBe(full.items);
  });

  it('holds nothing personal in the open, neither in its parts nor in its manifest', async () => {
    const all = readdirSync(join(bucket(), full.id), { recursive: true }).map(String);
    const text = all
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(bucket(), full.id, name), 'utf8'))
      .join('\n');

    expect(text).not.toContain('ada@example.com');
    expect(all.join('\n')).not.toContain('ada');
  });

  it('is continued by one of what was changed since, which is small', async () => {
    await journey.advance('PT1H');
    await createTicket('Second');
    const changes = await take('incremental');

    expect(changes).toMatchObject({
      status: 'done',
      kind: 'incremental',
      verified: true,
      base: full.id,
      full: full.id,
      from: full.to,
    });
    expect(changes.items).toBeLessThan(full.items ?? 0);
    expect(manifestOf(changes.id).entities['ticket']?.items).toBe(1);
  });

  it('can be continued within minutes, and after a day without one begins anew', async () => {
    await journey.advance('PT2M');
    const soon = await take('incremental');
    expect(soon).toMatchObject({ kind: 'incremental', verified: true });
    await journey.advance('PT25H');
    const late = await take('incremental');
    expect(late).toMatchObject({ kind: 'full', verified: true });
    expect(late.base).toBeUndefined();
  });

  it('is the administrator’s alone', async () => {
    for (const user of ['agent1', 'supervisor1', 'analyst1', 'inspector1', 'customer1'])
      expect((await journey.as(user).post('/v1/snapshots', { kind: 'full' })).status).toBe(403);
    expect((await journey.as('admin').post('/v1/snapshots', { kind: 'half' })).status).toBe(422);
    expect((await journey.as('admin').get('/v1/snapshots/snap_01K5Q8J3M9N4P6R7S8T9V0W1XY')).status).toBe(404);
  });
});

describe('A snapshot that is no longer what was written', () => {
  it('is named by its verification, and not continued', async () => {
    const good = await take('full');
    const [part] = manifestOf(good.id).parts.filter(({ items }) => items > 0);
    const path = join(bucket(), part?.key ?? '');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.with(20, (bytes[20] ?? 0) ^ 1));

    const bad = await verify(good.id);
    expect(bad).toMatchObject({ status: 'done', verified: false });
    expect(bad.problems).toEqual([{ code: 'partChanged', part: part?.key }]);

    writeFileSync(path, bytes);
    expect(await verify(good.id)).toMatchObject({ verified: true });
    expect((await get(good.id)).problems).toBeUndefined();
  });

  it('makes the next one a full one when its manifest is gone', async () => {
    const last = await take('full');
    await journey.advance('PT1H');
    rmSync(join(bucket(), last.id, 'manifest.json'));

    const next = await take('incremental');
    expect(next).toMatchObject({ kind: 'full', verified: true });
    expect((await verify(last.id)).problems).toEqual([{ code: 'manifestMissing', snapshotId: last.id }]);
  });
});

describe('The schedules', () => {
  it('take one snapshot for each day and hour, however often they are triggered', async () => {
    await journey.advance('PT25H');
    const before = (await list()).length;
    await Promise.all([journey.run('snapshot-full'), journey.run('snapshot-full')]);
    await journey.drain();
    await journey.run('snapshot-full');
    await journey.advance('PT1H');
    await journey.run('snapshot-incremental');
    await journey.drain();

    const made = (await list()).slice(0, (await list()).length - before);
    expect(made.map(({ kind, verified, madeBy }) => ({ kind, verified, madeBy }))).toEqual([
      { kind: 'incremental', verified: true, madeBy: 'snapshot-incremental' },
      { kind: 'full', verified: true, madeBy: 'snapshot-full' },
    ]);
  });
});
