import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { counter, totalQueue } from '../checkers.ts';
import { type History, openHistory } from '../history.ts';
import { withoutConditions } from './defects.ts';
import { add, type Campaign, comeToRest, count, type Field, inLanes, listed, note, range } from './field.ts';
import { done, idOf, insist, type Request } from './insist.ts';

/** Creations of a round, and requests that are the same at once. */
const PER_ROUND = 16;
const AT_ONCE = 50;
/** Writers of one case, how often each changes it, and how often the same is asked for at once: a few in the short form, all in the long one. */
const sizes = (rounds: number) =>
  rounds === 1
    ? { writers: 8, changes: 1, same: 1 }
    : { writers: 100, changes: Math.ceil(rounds / 3), same: Math.ceil(rounds * 6.7) };

const clash = { conflict: 0.3, cut: 0.05, unprocessed: 0.1, copy: 0.2, kill: 0.01 };
/** Who counts what was written and tells others of it: dies and is asked again. */
const followers = /streams-/;

/** A case that all share, who write messages and tasks to it. */
const aSharedCase = async (field: Field): Promise<string> =>
  idOf(
    await done(field, {
      user: 'agent1',
      path: '/v1/tickets',
      body: {
        ...{ subject: 'Shared', body: 'Shared', channel: 'web', kind: 'consultation', tags: ['shared'] },
        customer: { name: 'Shared', email: 'shared@example.com' },
      },
    }),
  );

type Thing = { readonly label: string; readonly request: Request };

/** Something to be made, which is known again by its label. Every third customer of cases shares a phone with others. */
const aThing = (label: string, n: number, shared: string, dueAt: string): Thing => {
  const name = `Person ${label}`;
  const phone = `+861391${String(n % 3 === 0 ? 1_000_000 + (n % 5) : 2_000_000 + n).padStart(7, '0')}`;
  const requests: readonly Request[] = [
    {
      user: 'agent1',
      path: '/v1/tickets',
      body: {
        ...{ subject: label, body: 'It is late.', channel: 'web', kind: 'complaint', tags: [label] },
        customer: { name, phone },
      },
    },
    { user: 'admin', path: '/v1/customers', body: { name, tags: [label] } },
    {
      user: 'agent1',
      path: `/v1/tickets/${shared}/messages`,
      body: { visibility: 'internal', body: label },
    },
    { user: 'agent1', path: `/v1/tickets/${shared}/tasks`, body: { title: label, dueAt } },
  ];
  return { label, request: requests[n % requests.length] as Request };
};

/** Everything that clients make while a share of their attempts goes wrong; how often they had to ask. */
const makeAll = async (field: Field, history: History, faults: number, prefix: string): Promise<void> => {
  const shared = await aSharedCase(field);
  const dueAt = new Date((await field.journey.now()) + 86_400_000).toISOString();
  const things = range(PER_ROUND * field.rounds).map((n) => aThing(`${prefix}${n}`, n, shared, dueAt));
  const attempts: number[] = [];
  await inLanes(things, 8, async ({ label, request }) => {
    await history.around({ process: request.path, f: 'enqueue', value: label }, async () => {
      const reply = await insist(field, request, faults);
      attempts.push(reply.attempts);
      if (reply.status !== 201)
        throw new Error(`${request.path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    });
  });
  await readBack(field, history, shared, prefix);
  const sorted = attempts.toSorted((a, b) => a - b);
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
  const percent = Math.round(faults * 100);
  const amplification = attempts.reduce((sum, n) => sum + n, 0) / attempts.length;
  field.figures[`made at ${percent} % faults`] = things.length;
  field.figures[`attempts p99 at ${percent} %`] = p99;
  field.figures[`requests for each at ${percent} %`] = Math.round(amplification * 100) / 100;
  // The promise is of many: of a few a single one that had bad luck would be the ninety-ninth percentile.
  if (things.length < 400) return;
  note(field, p99 <= 5, `at ${percent} % faults it takes ${p99} attempts (p99)`);
  if (faults <= 0.2)
    note(field, amplification <= 1.5, `at ${percent} % faults ${amplification} requests for each`);
};

const readBack = async (field: Field, history: History, shared: string, prefix: string): Promise<void> => {
  const isOurs = (label: string): boolean => label.startsWith(prefix);
  const tagged = async (path: string): Promise<string[]> =>
    (await listed<{ tags: string[] }>(field, path)).flatMap(({ tags }) => tags);
  const texts = async (path: string): Promise<string[]> =>
    (await listed<{ body?: string; title?: string }>(field, path)).map(
      ({ body, title }) => body ?? title ?? '',
    );
  for (const label of [
    ...(await tagged('/v1/tickets')),
    ...(await tagged('/v1/customers')),
    ...(await texts(`/v1/tickets/${shared}/messages`)),
    ...(await texts(`/v1/tickets/${shared}/tasks`)),
  ])
    if (isOurs(label)) history.begin('reader', 'dequeue', label).ok();
};

/** Rounds in each of which the very same request is made many times at once: one of them takes effect. */
const sameAtOnce = async (field: Field, prefix: string): Promise<void> => {
  const rounds = range(sizes(field.rounds).same);
  for (const round of rounds) {
    const label = `${prefix}${round}`;
    const request: Request = {
      user: 'agent1',
      path: '/v1/tickets',
      key: randomUUID(),
      body: {
        ...{ subject: label, body: 'Where is it?', channel: 'web', kind: 'consultation', tags: [label] },
        customer: { name: label, email: `${label}@example.com` },
      },
    };
    const replies = await Promise.all(range(AT_ONCE).map(() => insist(field, request)));
    const made = replies.filter(({ status }) => status === 201);
    count(field, `${label}: cases in the answers`, new Set(made.map(idOf)).size);
    const first = made.filter(({ headers }) => headers.get('idempotency-replayed') === null);
    note(field, first.length <= 1, `${label}: ${first.length} answers that are no replay`);
    const others = replies.filter(({ status }) => status !== 201 && status !== 409);
    note(field, others.length === 0, `${label}: answers ${others.map(({ status }) => status).join()}`);
    add(field, 'same requests at once', AT_ONCE);
  }
  await field.journey.drain();
  const tags = (await listed<{ tags: string[] }>(field, '/v1/tickets')).flatMap(({ tags: its }) => its);
  for (const round of rounds)
    count(field, `${prefix}${round}: cases`, tags.filter((tag) => tag === `${prefix}${round}`).length);
};

/** Many who change one case on the version they have read, each until it is done: the version counts them all. */
const manyWriters = async (field: Field, history: History): Promise<void> => {
  const id = await aSharedCase(field);
  const agent = field.journey.as('agent1');
  const before = (await agent.get(`/v1/tickets/${id}`)).body as { version: number };
  const once = async (writer: number): Promise<void> => {
    const ending = history.begin(`writer ${writer}`, 'add', 1);
    for (let tries = 0; ; tries++) {
      const read = await insist(field, { user: 'agent1', method: 'GET', path: `/v1/tickets/${id}` });
      const reply = await insist(field, {
        ...{ user: 'agent1', method: 'PATCH', path: `/v1/tickets/${id}` },
        body: { tags: [`w${writer}`, `t${tries}`, `r${field.random.below(1e6)}`] },
        headers: { 'if-match': read.headers.get('etag') ?? '' },
      });
      add(field, reply.status === 200 ? 'changes acknowledged' : 'changes refused as stale');
      if (reply.status === 200) return ending.ok();
      if (reply.status !== 412) throw new Error(`change: ${reply.status} ${JSON.stringify(reply.body)}`);
      // Somebody was faster; whoever comes again after a while that differs meets fewer of the others.
      await pause(field.random.next() * 20 * 2 ** Math.min(tries, 7));
    }
  };
  const { writers, changes: each } = sizes(field.rounds);
  await inLanes(range(writers), writers, async (writer) => {
    for (const _ of range(each)) await once(writer);
  });
  const after = (await agent.get(`/v1/tickets/${id}`)).body as { version: number };
  history.begin('reader', 'read', after.version - before.version).ok();
};

/** Creations: F05, F12, F13, F60; A16, A17, A26. */
export const createCampaign: Campaign = {
  name: 'create',
  steadyState: 'what was acknowledged is there once, whatever was asked for again',
  rounds: { short: 1, long: 30 },
  async run(field) {
    const prefix = `c${field.random.below(1e6)}x`;
    if (field.isPlanted) field.trouble.plant(withoutConditions);
    field.trouble.begin(clash, followers, 10 * field.rounds);
    const things = openHistory();
    await makeAll(field, things, 0.3, `${prefix}a`);
    await makeAll(field, things, 0.2, `${prefix}b`);
    const { lost, duplicated, unexpected } = totalQueue(things.steps);
    field.found.lost.push(...lost);
    field.found.twice.push(...duplicated);
    field.found.other.push(...unexpected.map((label) => `${label}: nobody made it`));
    await sameAtOnce(field, `${prefix}s`);
    const changes = openHistory();
    await manyWriters(field, changes);
    for (const { low, read, high } of counter(changes.steps).errors)
      field.found.other.push(`the version counts ${read} changes, acknowledged were ${low} to ${high}`);
    await comeToRest(field);
  },
};
