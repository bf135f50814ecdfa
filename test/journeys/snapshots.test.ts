import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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
  const reply = await journey.as('admin').post(`/v1/snapshots/${id}/verify`);
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

type Stored = { pk: { S: string }; sk: { S: string }; t?: { S: string }; number?: { S: string } };
const itemsOf = (id: string): Stored[] =>
  manifestOf(id).parts.flatMap(({ key }) =>
    gunzipSync(readFileSync(join(bucket(), key)))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { Item: Stored }).Item),
  );

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
    // As a word: the random names of files hold any three letters by chance.
    expect(all.join('\n')).not.toMatch(/(?<![0-9a-z])ada(?![0-9a-z])/i);
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

describe('A snapshot under way', () => {
  it('shows one moment although cases are opened meanwhile: each with its number and its first events', async () => {
    let opened = 0;
    let isOver = false;
    const opening = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        await createTicket(`While a snapshot is taken, ${opened}`);
        opened += 1;
      }
    });
    await expect.poll(() => opened, { timeout: 20_000 }).toBeGreaterThan(4);
    const reply = await journey.as('admin').post('/v1/snapshots', { kind: 'full' });
    const { id } = reply.body as View;
    await expect.poll(async () => (await get(id)).verified, { timeout: 60_000, interval: 50 }).toBe(true);
    isOver = true;
    await Promise.all(opening);

    const items = itemsOf(id);
    const tickets = items.filter(({ t }) => t?.S === 'ticket');
    const keys = new Set(items.map(({ pk, sk }) => `${pk.S} ${sk.S}`));
    expect(tickets.length).toBeGreaterThan(4);
    for (const { pk, number } of tickets) {
      expect(keys).toContain(`NUM#${number?.S} -`);
      expect(keys).toContain(`${pk.S} E#0000000001`);
    }
    expect(items.filter(({ pk }) => pk.S.startsWith('NUM#'))).toHaveLength(tickets.length);
  });

  it('is finished although storage is busy: each third call of the worker is answered 503 SlowDown', async () => {
    let calls = 0;
    let refused = 0;
    journey.stack.engines.setFaults(({ service, operation }) => {
      if (service !== 's3' || !['GetObject', 'PutObject'].includes(operation)) return undefined;
      calls += 1;
      if (calls % 3 !== 0) return undefined;
      refused += 1;
      return { kind: 'error', code: 'SlowDown', status: 503 };
    });
    try {
      const snapshot = await take('full');
      expect(snapshot).toMatchObject({ status: 'done', verified: true });
      expect(refused).toBeGreaterThan(2);
    } finally {
      journey.stack.engines.setFaults(undefined);
    }
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
