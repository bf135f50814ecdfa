import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreTable } from '#shared/adapters/dynamo/restore/table.ts';
import { sized } from '#test/support/size.ts';
import { aStore } from '../adapters/support/a-store.ts';
import { aHandling, aRichCase, belongsTo, planted, putItems } from '../support/halves.ts';
import { type Journey, type Reply, startJourney } from '../support/local-stack.ts';
import { restoresInProcess } from '../support/restore-in-process.ts';
import { type Act, acts, aDesk, type Desk } from '../support/small-desk.ts';
import {
  countersOf,
  digestOf,
  dropItems,
  everyItem,
  pastTheProduct,
  restoredOf,
  type StoredItem,
} from '../support/stored-items.ts';

const START = Date.parse('2026-03-02T02:00:00Z');
const TABLE = 'kefu-dev-table';

type Counts = { added: number; changed: number; removed: number; unchanged: number; skipped: number };
type Restore = {
  id: string;
  status: string;
  restored: number;
  skipped: number;
  problems: { code: string; id?: string }[];
  report: { chain: string[]; entities: Record<string, Counts>; repairs: Record<string, number> };
};

let journey: Journey;
let documents: DynamoDBDocumentClient;
let desk: Desk;

beforeAll(async () => {
  journey = await startJourney({ now: START });
  documents = pastTheProduct(journey.stack.enginesAddress);
  desk = await aDesk(journey);
}, 180_000);
afterAll(async () => {
  documents.destroy();
  await journey.close();
});

const admin = () => journey.as('admin');
const stored = (): Promise<StoredItem[]> => everyItem(documents, TABLE);

const snapshot = async (kind: 'full' | 'incremental' = 'full'): Promise<string> => {
  const reply = await admin().post('/v1/snapshots', { kind });
  expect(reply.status).toBe(202);
  await journey.drain();
  const { id } = reply.body as { id: string };
  expect((await admin().get(`/v1/snapshots/${id}`)).body).toMatchObject({
    kind,
    status: 'done',
    verified: true,
  });
  return id;
};
const ask = (snapshotId: string, mode: string, more: Record<string, unknown> = {}): Promise<Reply> =>
  admin().post('/v1/restores', { snapshotId, mode, confirm: snapshotId, ...more });
const restore = async (
  snapshotId: string,
  mode: string,
  more: Record<string, unknown> = {},
): Promise<Restore> => {
  const reply = await ask(snapshotId, mode, more);
  expect(reply.body).toMatchObject({ status: 'queued' });
  expect(reply.status).toBe(202);
  const { id } = reply.body as Restore;
  expect(reply.headers.get('location')).toBe(`/v1/restores/${id}`);
  await journey.drain();
  const done = (await admin().get(`/v1/restores/${id}`)).body as Restore;
  expect(done.status).toBe('done');
  return done;
};

/** As after the loss of the table and a new deployment: settings and staff are there, and nothing else. */
const loseTheTable = async (): Promise<void> => {
  const shipped = /^(?:CFG|USR|SUB|MEM|JOB)#/;
  const items = await stored();
  const isLost = (item: StoredItem): boolean =>
    !shipped.test(String(item['pk'])) || item['sk'] === 'LOAD' || item['type'] === 'customer';
  await dropItems(documents, TABLE, items.filter(isLost));
  await journey.drain();
};

/** The trail goes on while things are restored; it is compared by what must still be in it. */
const withoutTrail = (digest: Record<string, string>): Record<string, string> => {
  const { audit: _, auditSeal: __, auditDigest: ___, ...rest } = digest;
  return rest;
};
const auditIds = (items: readonly StoredItem[]): string[] =>
  items.filter(({ pk }) => String(pk).startsWith('AUD#')).map(({ sk }) => String(sk));

/** KEFU_RESTORE_KILLS=50 kills more often than there is time for. */
const KILLS = Number(process.env['KEFU_RESTORE_KILLS'] ?? sized(6, 20));
const RUNS = Number(process.env['KEFU_RESTORE_RUNS'] ?? 2);

const work = async (all: readonly Act[]): Promise<void> => {
  const heads = new Set((await stored()).filter(({ sk }) => sk === 'A').map(({ id }) => id));
  desk.keepOnly((id) => heads.has(id));
  for (const act of all) await desk.do(act);
  await journey.drain();
};
/** The same acts whenever the test runs. */
const someActs = (count: number, seed: number): readonly Act[] => fc.sample(acts, { numRuns: count, seed });

describe('A restore into an empty system', () => {
  it('brings back every record of a random desk, and its counters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 15, maxLength: 30 }), async (all: readonly Act[]) => {
        await work(all);
        const taken = await snapshot();
        const before = await stored();
        await loseTheTable();
        const report = await restore(taken, 'empty');
        expect(report.problems).toEqual([]);
        expect(report.report.repairs).toEqual({});
        const after = await stored();
        expect(withoutTrail(digestOf(after))).toEqual(withoutTrail(digestOf(before)));
        expect(countersOf(after)).toEqual(countersOf(before));
        const kept = new Set(auditIds(after));
        expect(auditIds(before).filter((id) => !kept.has(id))).toEqual([]);
      }),
      { numRuns: RUNS, seed: 11, endOnFailure: true },
    );
  }, 240_000);

  it('is refused while there is a ticket, and without the id once more', async () => {
    const taken = await snapshot();
    expect(await ask(taken, 'empty')).toMatchObject({ status: 409, body: { code: 'not_empty' } });
    expect(await ask(taken, 'missing', { confirm: 'yes' })).toMatchObject({ status: 422 });
    const only = { ticketId: desk.tickets[0] };
    expect(await ask(taken, 'empty', { only })).toMatchObject({ status: 422 });
  });

  it('that is killed anywhere and goes on ends as if it had not been', async () => {
    const taken = await snapshot();
    const before = await stored();
    const digest = withoutTrail(digestOf(before));
    const inProcess = restoresInProcess(journey, documents);
    await loseTheTable();
    const whole = await inProcess.begin(taken);
    await inProcess.run(whole, Number.POSITIVE_INFINITY, () => false);
    const calls = inProcess.calls();
    let killed = 0;
    const points = fc.sample(fc.integer({ min: 2, max: calls }), { numRuns: KILLS, seed: 7 });
    for (let n = 0; n < points.length; n += 5) {
      await loseTheTable();
      const id = await inProcess.begin(taken);
      for (const point of points.slice(n, n + 5)) {
        // Slices of a step each: every checkpoint is a place to begin anew.
        const isOver = point % 2 === 0;
        if (!(await inProcess.run(id, Math.ceil(point / 3), () => isOver))) killed += 1;
      }
      const done = await inProcess.finish(id);
      expect(done).toMatchObject({ status: 'done', problems: [] });
      const after = await stored();
      expect(withoutTrail(digestOf(after))).toEqual(digest);
      expect(countersOf(after)).toEqual(countersOf(before));
    }
    expect(killed).toBeGreaterThan(KILLS / 3);
    inProcess.close();
  }, 240_000);
});

describe('A restore of what is missing', () => {
  it('brings back a case that was lost, with its counts, and changes nothing else; twice changes nothing', async () => {
    const taken = await snapshot();
    const [lost = ''] = desk.tickets;
    const before = await stored();
    const isOfLost = ({ pk, sk, ticketId }: StoredItem): boolean =>
      (`${pk} ${sk}`.includes(lost) || ticketId === lost) && sk !== 'CNT';
    await dropItems(documents, TABLE, before.filter(isOfLost));
    await journey.drain();
    expect((await admin().get(`/v1/tickets/${lost}`)).status).toBe(404);
    const report = await restore(taken, 'missing');
    expect(report.problems).toEqual([]);
    expect(report.restored).toBeGreaterThan(3);
    expect((await admin().get(`/v1/tickets/${lost}`)).status).toBe(200);
    const after = await stored();
    expect(withoutTrail(digestOf(after))).toEqual(withoutTrail(digestOf(before)));
    expect(countersOf(after)).toEqual(countersOf(before));
    const again = await restore(taken, 'missing');
    expect(again).toMatchObject({ restored: 0, problems: [] });
    expect(again.report.repairs).toEqual({});
    expect(withoutTrail(digestOf(await stored()))).toEqual(withoutTrail(digestOf(before)));
  });

  it('never lowers what was changed since, and adds nothing to it', async () => {
    const taken = await snapshot();
    await work(someActs(15, 21));
    const before = await stored();
    const report = await restore(taken, 'missing');
    expect(report).toMatchObject({ restored: 0, problems: [] });
    expect(report.report.repairs).toEqual({});
    const after = await stored();
    expect(withoutTrail(digestOf(after))).toEqual(withoutTrail(digestOf(before)));
    expect(countersOf(after)).toEqual(countersOf(before));
  });
});

describe('A restore that replaces', () => {
  it('makes the live system the snapshot’s, counters and loads included, and tells before what it would do', async () => {
    const taken = await snapshot();
    const before = await stored();
    await work(someActs(25, 31));
    const changed = await stored();
    const dry = await restore(taken, 'replace', { dryRun: true });
    expect(withoutTrail(digestOf(await stored()))).toEqual(withoutTrail(digestOf(changed)));
    const report = await restore(taken, 'replace');
    expect(report.problems).toEqual([]);
    const after = await stored();
    expect(digestOf(restoredOf(after))).toEqual(digestOf(restoredOf(before)));
    expect(countersOf(after)).toEqual(countersOf(before));
    for (const type of ['ticket', 'event', 'message', 'customer', 'order'])
      expect({ type, ...dry.report.entities[type] }).toEqual({ type, ...report.report.entities[type] });
    expect(dry.report.entities['ticket']?.changed).toBeGreaterThan(0);
    expect(dry.report.entities['ticket']?.removed).toBeGreaterThan(0);
    const everything = await admin().get('/v1/tickets');
    expect(everything.status).toBe(200);
  });

  it('takes what an increment says over what the full one said, deletions included', async () => {
    await snapshot();
    await work([{ type: 'ticket', n: 4 }, ...someActs(8, 41)]);
    await journey.advance('PT20M');
    await snapshot('incremental');
    await work([{ type: 'tag', n: 1 }, { type: 'tag', n: 2 }, ...someActs(8, 42)]);
    await journey.advance('PT20M');
    const taken = await snapshot('incremental');
    const before = await stored();
    await work(someActs(10, 43));
    const replaced = await restore(taken, 'replace');
    expect(replaced.report.chain).toHaveLength(3);
    expect(digestOf(restoredOf(await stored()))).toEqual(digestOf(restoredOf(before)));
    await loseTheTable();
    const report = await restore(taken, 'empty');
    expect(report).toMatchObject({ problems: [] });
    expect(report.report.repairs).toEqual({});
    const after = await stored();
    expect(digestOf(restoredOf(after))).toEqual(digestOf(restoredOf(before)));
    expect(countersOf(after)).toEqual(countersOf(before));
  }, 120_000);
});

describe('A restore of one thing', () => {
  it('puts back one case as it was, and leaves all others alone', async () => {
    const taken = await snapshot();
    const before = await stored();
    const [ticketId = ''] = desk.tickets;
    await work(someActs(25, 51));
    for (const body of ['One more', 'And one'])
      await admin().post(`/v1/tickets/${ticketId}/messages`, { visibility: 'public', body });
    await journey.drain();
    const changed = await stored();
    const report = await restore(taken, 'replace', { only: { ticketId } });
    expect(report.problems).toEqual([]);
    const after = await stored();
    const isOf = ({ pk, sk, ticketId: of }: StoredItem): boolean =>
      `${pk} ${sk}`.includes(ticketId) || of === ticketId;
    expect(digestOf(after.filter(isOf))).toEqual(digestOf(before.filter(isOf)));
    const others = (items: readonly StoredItem[]) =>
      withoutTrail(digestOf(items.filter((item) => !isOf(item))));
    expect(others(after)).toEqual(others(changed));
    await restore(taken, 'replace');
    expect(countersOf(await stored())).toEqual(countersOf(before));
  });

  it('puts back one customer with all that is theirs', async () => {
    const taken = await snapshot();
    const [customerId = ''] = desk.customers;
    const before = await stored();
    const tickets = new Set(
      before
        .filter(({ t, customerId: of }) => t === 'ticket' && of === customerId)
        .map(({ id }) => String(id)),
    );
    const isTheirs = ({ pk, sk, customerId: of, customerIds, ticketId }: StoredItem): boolean =>
      `${pk} ${sk}`.includes(customerId) ||
      of === customerId ||
      tickets.has(String(pk).slice(4)) ||
      tickets.has(String(sk).split('#').at(-1) ?? '') ||
      tickets.has(String(ticketId)) ||
      (Array.isArray(customerIds) && customerIds.includes(customerId));
    const lost = before.filter((item) => isTheirs(item) && !String(item['pk']).startsWith('AUD#'));
    expect(tickets.size).toBeGreaterThan(0);
    await dropItems(documents, TABLE, lost);
    const report = await restore(taken, 'missing', { only: { customerId } });
    expect(report.problems).toEqual([]);
    expect(digestOf(restoredOf(await stored()))).toEqual(digestOf(restoredOf(before)));
  });
});

describe('Somebody who was erased', () => {
  it('stays erased whatever is restored', async () => {
    const name = 'Zhuge Canary';
    const made = await admin().post('/v1/customers', { name, phones: ['+8613700001111'], tags: ['gold'] });
    const { id } = made.body as { id: string };
    const ticket = await admin().post('/v1/tickets', {
      ...{
        subject: `${name} asks`,
        body: `I am ${name}`,
        channel: 'phone',
        kind: 'consultation',
        customerId: id,
      },
    });
    const ticketId = (ticket.body as { id: string }).id;
    const order = await admin().put('/v1/orders/PARCEL-1', {
      customer: { id },
      placedAt: '2026-01-05T08:00:00.000Z',
      status: 'shipped',
      total: { amount: '12.50', currency: 'CNY' },
      lines: [{ sku: 'S-1', name: 'Cup', quantity: 1, price: { amount: '12.50', currency: 'CNY' } }],
      shipments: [{ carrier: 'SF', trackingNumber: 'SF-13700001111' }],
      sourceUpdatedAt: '2026-01-05T08:00:00.000Z',
    });
    expect(order.status).toBe(201);
    await journey.drain();
    const taken = await snapshot();
    expect((await admin().post(`/v1/customers/${id}/erase`, {})).status).toBe(202);
    await journey.drain();
    await journey.run('customer-review');
    await journey.drain();
    const isGone = async (): Promise<void> => {
      const head = await admin().get(`/v1/customers/${id}?reveal=name,phone,email,address`);
      expect(head.body).toMatchObject({ status: 'erased', name: '', phones: [] });
      const texts = [
        ...[
          `/v1/tickets/${ticketId}`,
          `/v1/tickets/${ticketId}/messages`,
          `/v1/tickets/${ticketId}/timeline`,
        ],
        '/v1/customers?q=zhuge',
      ];
      for (const path of texts)
        expect(JSON.stringify((await admin().get(path)).body)).not.toContain('Canary');
      const open = (await stored()).filter((item) =>
        /Canary|zhugecanary|13700001111/i.test(JSON.stringify(item)),
      );
      expect(open.map(({ pk, sk }) => `${pk} ${sk}`)).toEqual([]);
    };
    await isGone();
    await restore(taken, 'missing');
    await isGone();
    await restore(taken, 'replace');
    await isGone();
    const stones = (await stored()).filter(({ pk }) => String(pk).startsWith('ER#'));
    await loseTheTable();
    // The tombstones survive: they are copied before a table is given up (docs/snapshots.md).
    for (const stone of stones) await documents.send(new PutCommand({ TableName: TABLE, Item: stone }));
    await restore(taken, 'empty');
    await isGone();
  }, 120_000);
});

describe('Halves of transactions', () => {
  it('are found, all of them, and put right where what is there says how', async () => {
    await work([
      { type: 'ticket', n: 7 },
      { type: 'customer', n: 2 },
    ]);
    const rich = await aRichCase(journey, desk.customers[0] ?? '');
    await journey.drain();
    const all = (await stored()).filter(({ pk }) => !/^(?:AUD|CH|JOB)#/.test(String(pk)));
    const whole = all.filter((item) => belongsTo(item, rich) && item['t'] !== 'surveyOfTicket');
    expect(new Set(whole.map(({ t }) => t))).toEqual(
      new Set([
        ...['ticket', 'ticketNumber', 'message', 'messageEdit', 'event', 'rung', 'escalation', 'task'],
        ...['facet', 'orderTicket', 'counted'],
      ]),
    );
    const halves = planted(whole, rich, sized(150, 500));
    // A table of its own: nothing else is at work there.
    const other = await aStore({ team: 1, all: 1, timers: 4 });
    const { documents: past, name } = other.table;
    await putItems(past, name, [...all, ...halves.flatMap(({ items }) => items)]);
    const check = () =>
      restoreTable(other.table, () => START).check(undefined, aHandling(START), () => false);
    const found = await check();
    const told = new Set(found.problems.map(({ id }) => id));
    const after = new Set((await everyItem(past, name)).map(({ pk, sk }) => `${pk} ${sk}`));
    const missed = halves.filter(({ id, isWhole, lost, items }) => {
      const isRepaired =
        (lost !== undefined && after.has(lost)) || items.some(({ pk, sk }) => !after.has(`${pk} ${sk}`));
      return isWhole ? told.has(id) || isRepaired : !told.has(id) && !isRepaired;
    });
    expect(missed.map(({ what }) => what)).toEqual([]);
    expect(new Set(halves.map(({ what }) => what)).size).toBeGreaterThan(10);
    expect((await check()).repairs).toEqual({});
    await other.close();
  }, 120_000);
});

describe('A snapshot that does not verify', () => {
  const fileOf = (id: string, pattern: RegExp): string => {
    const root = join(journey.home, 's3');
    const bucket = readdirSync(root).find((one) => one.includes('snapshots')) ?? '';
    const found = readdirSync(join(root, bucket, id), { recursive: true, encoding: 'utf8' });
    return join(root, bucket, id, found.find((one) => pattern.test(one)) ?? '');
  };

  it('is refused at once when its manifest is not ours', async () => {
    const taken = await snapshot();
    const manifest = fileOf(taken, /manifest\.json$/);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"items":(\d)/, '"items":9$1'));
    expect(await ask(taken, 'missing')).toMatchObject({ status: 409, body: { code: 'snapshot_invalid' } });
    expect(await ask('snap_01K00000000000000000000000', 'missing')).toMatchObject({ status: 409 });
  });

  it('is refused before the first write when a file of it was changed', async () => {
    const taken = await snapshot();
    const part = fileOf(taken, /data\/.*\.gz$/);
    const bytes = readFileSync(part);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(part, bytes);
    const [lost] = (await stored()).filter(({ t }) => t === 'message');
    await dropItems(documents, TABLE, lost ? [lost] : []);
    const before = await stored();
    const reply = await ask(taken, 'missing');
    expect(reply).toMatchObject({
      status: 409,
      body: { code: 'snapshot_invalid', errors: [{ path: 'snapshotId', code: 'partChanged' }] },
    });
    rmSync(part);
    expect(await ask(taken, 'replace')).toMatchObject({ status: 409, body: { code: 'snapshot_invalid' } });
    expect(withoutTrail(digestOf(await stored()))).toEqual(withoutTrail(digestOf(before)));
  });
});
