import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, type Reply, startJourney } from '../support/local-stack.ts';
import { type Act, acts, aDesk, type Desk } from '../support/small-desk.ts';
import {
  countersOf,
  digestOf,
  dropItems,
  everyItem,
  pastTheProduct,
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
}, 60_000);
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

describe('A restore into an empty system', () => {
  it('brings back every record of a random desk, and its counters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 15, maxLength: 30 }), async (all: readonly Act[]) => {
        for (const act of all) await desk.do(act);
        await journey.drain();
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
      { numRuns: 2, seed: 11, endOnFailure: true },
    );
  }, 120_000);
});
