import { randomUUID } from 'node:crypto';
import type { Call, FaultPlan } from '#local/engines/faults.ts';
import type { Reply } from '#test/support/local-stack.ts';
import { done, type Made } from './crash/desk.ts';
import type { Ground } from './crash/ground.ts';
import { busy, conflicting, type Mode, throttled } from './modes.ts';
import { unprocessed } from './partial.ts';
import { seeded } from './plan.ts';

/** What came of a storm; `broken` is empty when everything held. */
export type Storm = {
  readonly name: string;
  readonly requests: number;
  /** Answered 503 with `Retry-After`, and good when the client came again. */
  readonly refused: number;
  /** The most calls that one request made of the kind that was disturbed. */
  readonly most: number;
  readonly broken: readonly string[];
};

/** Of one commit. */
const TRIES = 5;
/** Of one call by the SDK. */
const ATTEMPTS = 4;

const ofTickets =
  ({ journey }: Ground) =>
  ({ accessKeyId }: Call): boolean =>
    journey.stack.workers.functionOf(accessKeyId) === 'kefu-dev-http-tickets';

type Gale = {
  readonly name: string;
  readonly plan: FaultPlan;
  readonly counts: (call: Call) => boolean;
  readonly atMost: number;
};

/** Notes are added to one case in the gale, one after another; who is refused comes again with the same key when it is over. */
const notesIn = async (
  ground: Ground,
  requests: number,
  { name, plan, counts, atMost }: Gale,
): Promise<Storm> => {
  const { journey, desk } = ground;
  const { id } = await desk.ticket();
  const before = await timeline(ground, id);
  const keys = Array.from({ length: requests }, () => randomUUID());
  const note = (key: string): Promise<Reply> =>
    desk.agent.post(
      `/v1/tickets/${id}/messages`,
      { visibility: 'internal', body: 'Looked at it.' },
      { 'idempotency-key': key },
    );
  const broken: string[] = [];
  const refused: string[] = [];
  let most = 0;
  let count = 0;
  journey.stack.engines.setFaults((call) => {
    if (counts(call)) count += 1;
    return plan(call);
  });
  for (const key of keys) {
    count = 0;
    const { status, headers } = await note(key);
    most = Math.max(most, count);
    if (status === 503 && headers.has('retry-after')) refused.push(key);
    else if (status !== 201) broken.push(`told ${status}`);
  }
  journey.stack.engines.setFaults(undefined);
  if (most > atMost) broken.push(`${most} calls for one request`);
  for (const key of refused)
    if ((await note(key)).status !== 201) broken.push('refused when the storm was over');
  const told = await timeline(ground, id);
  if (told.length - before.length !== requests)
    broken.push(`${told.length - before.length} notes of ${requests}`);
  if (!told.every(({ seq }, n) => seq === n + 1)) broken.push('the timeline has gaps');
  return { name, requests, refused: refused.length, most, broken };
};

const timeline = async ({ desk }: Ground, id: string): Promise<readonly { seq: number }[]> => {
  const all: { seq: number }[] = [];
  let cursor = '';
  do {
    const page = done<{ items: { seq: number }[]; nextCursor?: string }>(
      await desk.admin.get(`/v1/tickets/${id}/timeline?limit=100${cursor}`),
    );
    all.push(...page.items);
    cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  return all;
};

const isTransaction = ({ operation }: Call): boolean => operation === 'TransactWriteItems';

/** F15: of so many in a hundred transactions each meets another one. */
export const conflictStorm = (
  ground: Ground,
  percent: number,
  seed: number,
  requests: number,
): Promise<Storm> => {
  const here = ofTickets(ground);
  const match = (call: Call): boolean => here(call) && isTransaction(call);
  const { plan } = seeded(seed, [{ percent, match, mode: conflicting }]);
  return notesIn(ground, requests, { name: `${percent} % conflicts`, plan, counts: match, atMost: TRIES });
};

/** F16 for who waits: so many in a hundred calls of any kind are too much for the service. */
export const throttleStorm = (
  ground: Ground,
  percent: number,
  seed: number,
  requests: number,
): Promise<Storm> => {
  const here = ofTickets(ground);
  const { plan } = seeded(seed, [{ percent, match: here, mode: throttled }]);
  const counts = (call: Call): boolean => here(call) && isTransaction(call);
  return notesIn(ground, requests, { name: `${percent} % throttled`, plan, counts, atMost: ATTEMPTS });
};

/** A16: a fifth of all calls fail in one way or another. */
export const mixedStorm = (
  ground: Ground,
  percent: number,
  seed: number,
  requests: number,
): Promise<Storm> => {
  const here = ofTickets(ground);
  const lost: Mode = () => ({ kind: 'dropAfter' });
  const cut: Mode = () => ({ kind: 'dropBefore' });
  const shares = [busy, lost, cut].map((mode) => ({ percent: percent / 3, match: here, mode }));
  const counts = (call: Call): boolean => here(call) && isTransaction(call);
  return notesIn(ground, requests, {
    name: `${percent} % of anything`,
    plan: seeded(seed, shares).plan,
    counts,
    atMost: TRIES * ATTEMPTS,
  });
};

/** F19: every other batch is left undone from its last parts on, from one to 25 of them. */
export const unprocessedStorm = (ground: Ground, seed: number, requests: number): Promise<Storm> => {
  const here = ofTickets(ground);
  const counts = (call: Call): boolean => here(call) && call.operation === 'BatchGetItem';
  const shares = Array.from({ length: 25 }, (_, n) => ({
    percent: 3,
    match: here,
    mode: unprocessed(n + 1),
  }));
  // Seven tries for each of the batches that an addition reads.
  return notesIn(ground, requests, {
    name: '1-25 unprocessed',
    plan: seeded(seed, shares).plan,
    counts,
    atMost: 21,
  });
};

/** Lists that are compared page by page; each has more than one page of seven. */
const lists = [
  '/v1/tickets',
  '/v1/customers',
  '/v1/users',
  '/v1/teams',
  '/v1/surveys',
  '/v1/orders',
  '/v1/exports',
  '/v1/snapshots',
] as const;

const idsIn = async ({ desk }: Ground, path: string, limit: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  let cursor = '';
  for (let page = 1; page <= 500; page++) {
    const reply = await desk.admin.get(`${path}?limit=${limit}${cursor}`);
    if (reply.status !== 200) return [...ids, `${reply.status} at page ${page}`];
    const { items, nextCursor } = reply.body as { items: Partial<Made>[]; nextCursor?: string };
    ids.push(...items.map((item) => item.id ?? JSON.stringify(item)));
    if (nextCursor === undefined) return ids;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return [...ids, 'no end'];
};

/** F20: whoever walks through a list sees everything once, however short its pages are and however many are empty. */
export const pageStorm = async (
  ground: Ground,
  name: string,
  mode: () => Mode,
  atMost = 40,
): Promise<Storm> => {
  const { engines, workers } = ground.journey.stack;
  const broken: string[] = [];
  let requests = 0;
  for (const path of lists) {
    const expected = (await idsIn(ground, path, 20)).slice(0, atMost);
    const way = mode();
    engines.setFaults((call) =>
      workers.functionOf(call.accessKeyId)?.startsWith('kefu-dev-http') ? way(call) : undefined,
    );
    const seen = (await idsIn(ground, path, 20)).slice(0, atMost);
    engines.setFaults(undefined);
    requests += 1;
    if (JSON.stringify(seen) !== JSON.stringify(expected))
      broken.push(
        `${path}: ${seen.length} of ${expected.length}, ${new Set(seen).size} different; last ${seen.at(-1)}`,
      );
  }
  return { name, requests, refused: 0, most: 0, broken };
};
