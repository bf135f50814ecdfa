import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleOf } from '#shared/domain/restores/rules.ts';
import { sized } from '#test/support/size.ts';
import { busyWriters } from '../support/busy-writers.ts';
import { type Journey, startJourney } from '../support/local-stack.ts';
import { restoresInProcess } from '../support/restore-in-process.ts';
import { startSecond } from '../support/second-stack.ts';
import { itemsIn, snapshotsBucket } from '../support/snapshot-files.ts';
import {
  digestOf,
  dropItems,
  everyItem,
  pastTheProduct,
  restoredOf,
  type StoredItem,
} from '../support/stored-items.ts';

const TABLE = 'kefu-dev-table';
const WRITERS = 5;
/** Cases that are there before the snapshot is asked for, so that it has something to tell. */
const BEFORE = 12;
/** KEFU_LIVE_KILLS=50 kills more often than there is time for. */
const KILLS = Number(process.env['KEFU_LIVE_KILLS'] ?? sized(6, 20));

let first: Journey;
let second: Journey;
let documents: DynamoDBDocumentClient;
let writers: ReturnType<typeof busyWriters>;
let snapshotId = '';
/** When it was asked for, on the desk's clock, and the mark it has. */
let askedAt = 0;
let mark = 0;
/** How many cases were opened between the request and the end of the snapshot. */
let openedMeanwhile = 0;

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let looks = 0; !(await isSo()); looks++) {
    if (looks > 1000) throw new Error('it does not come');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

beforeAll(async () => {
  first = await startJourney({ now: Date.parse('2026-03-02T02:00:00Z') });
  writers = busyWriters(first, WRITERS);
  await until(() => writers.count.opened >= BEFORE);
  askedAt = first.stack.clock.now();
  const asked = writers.count.opened;
  const reply = await first.as('admin').post('/v1/snapshots', { kind: 'full' });
  expect(reply.status).toBe(202);
  snapshotId = (reply.body as { id: string }).id;
  let view: { status?: string; to?: string } = {};
  await until(async () => {
    view = (await first.as('admin').get(`/v1/snapshots/${snapshotId}`)).body as typeof view;
    return view.status === 'done' || view.status === 'failed';
  });
  openedMeanwhile = writers.count.opened - asked;
  await writers.stop();
  expect(view.status).toBe('done');
  mark = Date.parse(view.to ?? '');
  await first.drain();
  second = await startSecond(first, [snapshotId]);
  documents = pastTheProduct(second.stack.enginesAddress);
}, 180_000);
afterAll(async () => {
  documents?.destroy();
  await second?.close();
  await first.close();
});

const told = (): readonly StoredItem[] => itemsIn(snapshotsBucket(first.home), snapshotId);
const nameOf = ({ pk, sk }: StoredItem): string => `${pk} ${sk}`;

/** The system is what the lines of the snapshot say: what is restored is the same, of the rest nothing is lacking. */
const expectTheSnapshot = async (): Promise<void> => {
  const [wanted, found] = [told(), await everyItem(documents, TABLE)];
  expect(digestOf(restoredOf(found))).toEqual(digestOf(restoredOf(wanted)));
  const there = new Set(found.map(nameOf));
  const lacking = wanted.filter((item) => ruleOf(item) === 'added' && !there.has(nameOf(item)));
  expect(lacking.map(nameOf)).toEqual([]);
};

/** Everything but what ships with the product and the administrator. */
const empty = async (): Promise<void> => {
  const shipped = /^(?:CFG|USR|SUB|MEM|JOB)#/;
  const items = await everyItem(documents, TABLE);
  const isLost = (item: StoredItem): boolean =>
    !shipped.test(String(item['pk'])) || item['sk'] === 'LOAD' || item['type'] === 'customer';
  await dropItems(documents, TABLE, items.filter(isLost));
  await second.drain();
};

describe('A snapshot that is taken while people work, restored into another system', () => {
  it('was taken while they worked', () => {
    expect(openedMeanwhile).toBeGreaterThan(0);
    expect(writers.count.answered).toBeGreaterThan(BEFORE);
    expect(writers.count.moved).toBeGreaterThan(0);
    expect(mark).toBeGreaterThanOrEqual(askedAt);
  });

  it('is there again to the last item, without halves', async () => {
    const asked = await second
      .as('admin')
      .post('/v1/restores', { snapshotId, mode: 'empty', confirm: snapshotId });
    expect(asked.status).toBe(202);
    await second.drain();
    const { id } = asked.body as { id: string };
    const done = (await second.as('admin').get(`/v1/restores/${id}`)).body as {
      report: { repairs: unknown };
    };
    expect(done).toMatchObject({ status: 'done', problems: [] });
    expect(done.report.repairs).toEqual({});
    await expectTheSnapshot();
  });

  it('has every case that was acknowledged before it was asked for, with its messages', async () => {
    const known = writers.acknowledgedBefore(askedAt);
    expect(known.length).toBeGreaterThanOrEqual(BEFORE);
    const admin = second.as('admin');
    for (const { ticketId, messageIds } of known) {
      expect((await admin.get(`/v1/tickets/${ticketId}`)).body).toMatchObject({ id: ticketId });
      const page = (await admin.get(`/v1/tickets/${ticketId}/messages?limit=100`)).body as {
        items: { id: string; body: string }[];
      };
      const ids = page.items.map(({ id }) => id);
      expect(messageIds.filter((id) => !ids.includes(id))).toEqual([]);
      expect(page.items[0]?.body).toBe('Where is it?');
    }
  });

  it('has nothing that happened after its mark', async () => {
    const found = await everyItem(documents, TABLE);
    const facts = found.filter(({ t }) => t === 'event' || t === 'message');
    expect(facts.length).toBeGreaterThan(BEFORE);
    const happened = facts.map((fact) => ({
      what: nameOf(fact),
      at: Number(fact['at'] ?? fact['createdAt']),
    }));
    expect(happened.filter(({ at }) => !(at <= mark))).toEqual([]);
    const heads = new Set(found.filter(({ t }) => t === 'ticket').map(({ id }) => id));
    const missing = writers.all().filter(({ ticketId }) => !heads.has(ticketId));
    expect(missing.length).toBeGreaterThan(0);
  });

  it('is the same after a restore that was killed on its way, again and again', async () => {
    const inProcess = restoresInProcess(second, documents);
    await empty();
    const whole = await inProcess.begin(snapshotId);
    await inProcess.run(whole, Number.POSITIVE_INFINITY, () => false);
    const calls = inProcess.calls();
    await empty();
    const id = await inProcess.begin(snapshotId);
    let killed = 0;
    // Anywhere in what is left; every second worker has slices of one step, so that every checkpoint is a place to begin anew.
    for (const point of fc.sample(fc.integer({ min: 2, max: Math.ceil(calls / 3) }), {
      numRuns: KILLS,
      seed: 5,
    })) {
      if (!(await inProcess.run(id, point, () => point % 2 === 0))) killed += 1;
    }
    expect(killed).toBeGreaterThan(KILLS / 4);
    const done = await inProcess.finish(id);
    expect(done).toMatchObject({ status: 'done', problems: [] });
    expect(done.repairs).toEqual({});
    await expectTheSnapshot();
    inProcess.close();
  });

  it('is asked for by twenty people at once and done for one of them', async () => {
    const admin = second.as('admin');
    const asked = { snapshotId, mode: 'missing', confirm: snapshotId };
    const replies = await Promise.all(Array.from({ length: 20 }, () => admin.post('/v1/restores', asked)));
    const taken = replies.filter(({ status }) => status === 202);
    expect(taken).toHaveLength(1);
    const refused = replies.filter(({ status }) => status !== 202);
    expect(refused.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
      Array(19).fill([409, 'conflict']),
    );
    await second.drain();
    const [first] = taken.map(({ body }) => body as { id: string });
    const id = first?.id ?? '';
    expect((await admin.get(`/v1/restores/${id}`)).body).toMatchObject({ status: 'done', restored: 0 });
    expect((await admin.post('/v1/restores', { ...asked, dryRun: true })).status).toBe(202);
    await second.drain();
  });
});
