import { ifMatch, type Journey } from '#test/support/local-stack.ts';
import { type Client, inLanes } from './client.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';

/** A case of the campaign, and what was acknowledged of it. */
export type Case = {
  readonly id: string;
  readonly subject: string;
  readonly customerId: string;
  readonly email: string;
  /** In ms since 1970, as the product has stored it. */
  readonly createdAt: number;
  /** Its customer wants no surveys. */
  readonly optedOut: boolean;
  /** Was answered by a person before it was resolved, so that a survey follows. */
  answered: boolean;
  resolved: boolean;
  pending: boolean;
  /** Messages that were acknowledged. */
  readonly written: string[];
};

/** The people who talk to the desk, and the record of it. */
export type Field = {
  readonly journey: Journey;
  readonly client: Client;
  readonly history: History;
  readonly random: Random;
  readonly cases: Case[];
};

const LANES = 8;
/** Cases are opened over so many virtual minutes, so that deadlines fall due one after another. */
const SPREAD_MINUTES = 4;

/** Every fourth case is answered and resolved, so that a survey is due a day later; of these every eighth has a customer who wants none. */
export const openCases = async (field: Field, count: number): Promise<void> => {
  const share = Math.ceil(count / (SPREAD_MINUTES + 1));
  for (let from = 0; from < count; from += share) {
    if (from > 0) await field.journey.advance('PT1M');
    const numbers = Array.from({ length: Math.min(share, count - from) }, (_, n) => from + n);
    await inLanes(numbers, LANES, async (n) => openCase(field, n));
  }
};

const openCase = async (field: Field, n: number): Promise<void> => {
  const one = await openOne(field, n, n % 32 === 4);
  if (n % 4 !== 0) return;
  await answer(field, one);
  if (one.optedOut) await optOut(field, one);
  await move(field, one, 'resolved');
};

/** Opens a complaint of somebody new. */
export const openOne = async (field: Field, n: number, optedOut = false): Promise<Case> => {
  const { client, history, cases } = field;
  const email = `person${n}@example.com`;
  const subject = `Case ${n}`;
  const added = history.begin('agent1', 'add', subject);
  const numbered = history.begin('agent1', 'generate');
  const { body } = await client.ask({
    user: 'agent1',
    method: 'post',
    path: '/v1/tickets',
    body: {
      kind: 'complaint',
      category: 'complaint.quality',
      severity: 'ordinary',
      subject,
      body: 'It is broken.',
      channel: 'web',
      customer: { name: `Person ${n}`, email },
    },
  });
  const { id, number, createdAt, customerId } = body as Record<
    'id' | 'number' | 'createdAt' | 'customerId',
    string
  >;
  added.ok();
  numbered.ok(number);
  const one: Case = {
    ...{ id, subject, customerId, email, optedOut, createdAt: Date.parse(createdAt) },
    ...{ answered: false, resolved: false, pending: false, written: [] },
  };
  cases.push(one);
  return one;
};

const optOut = async ({ client }: Field, { customerId }: Case): Promise<void> => {
  await client.ask({
    user: 'agent1',
    method: 'post',
    path: `/v1/customers/${customerId}/consents`,
    body: { purpose: 'survey', state: 'withdrawn', source: 'phone' },
  });
};

/** Each message carries a mark of its own, by which it is known again. */
export const markOf = (body: string): string => /\[w\d+\]/.exec(body)?.[0] ?? body;
let marks = 0;

const write = async (
  { client, history }: Field,
  user: string,
  one: Case,
  visibility: 'public' | 'internal',
): Promise<void> => {
  const mark = `[w${++marks}]`;
  const put = history.begin(user, 'enqueue', mark);
  const numbered = history.begin(user, 'generate');
  const path = `/v1/tickets/${one.id}/messages`;
  const message = { visibility, body: `A new one is on its way ${mark}` };
  const { body } = await client.ask({ user, method: 'post', path, body: message });
  const { id } = body as { id: string };
  put.ok();
  numbered.ok(id);
  one.written.push(id);
};

const answer = async (field: Field, one: Case): Promise<void> => {
  await write(field, 'agent1', one, 'public');
  one.answered = true;
};

/** Moves a case on the version it has; looks again when somebody was faster. */
const move = async ({ client, history }: Field, one: Case, to: 'resolved' | 'pending'): Promise<void> => {
  const moving = history.begin('admin', to, one.id);
  for (;;) {
    const read = await client.ask({ user: 'admin', method: 'get', path: `/v1/tickets/${one.id}` });
    const done = await client.ask(
      {
        ...{ user: 'admin', method: 'post', path: `/v1/tickets/${one.id}/transitions` },
        body: { to, reason: 'looked into' },
        headers: ifMatch(read),
      },
      [412],
    );
    if (done.status === 412) continue;
    one[to] = true;
    moving.ok();
    return;
  }
};

/**
 * People go on working while deadlines fall due: of a tenth of the open cases, two write to the same case at once; some of these cases are
 * resolved or set aside at the very moment at which they are to be escalated.
 */
export const chatter = async (field: Field): Promise<void> => {
  const counted = countedCase(field);
  const open = field.cases.filter((one) => !one.resolved && one !== counted);
  const chosen = field.random.shuffled(open).slice(0, Math.ceil(field.cases.length / 10));
  await inLanes(chosen, 4, async (one, n) => {
    const moves = n % 5 === 0 ? [move(field, one, 'resolved')] : [];
    if (n % 5 === 1 && !one.pending) moves.push(move(field, one, 'pending'));
    const notes = ['admin', 'supervisor1'].map((user) => write(field, user, one, 'internal'));
    await Promise.all([...notes, ...moves]);
  });
};

const WRITERS = ['admin', 'supervisor1', 'agent1'];
const NOTES = 4;

/** The case whose messages are counted; nobody else writes to it. */
const countedCase = ({ cases }: Field): Case | undefined => cases.find(({ answered }) => !answered);

/** Several write to one case at once while somebody counts its messages; the opening one is not counted. */
export const countTogether = async (field: Field): Promise<void> => {
  const one = countedCase(field);
  if (!one) return;
  const { client, history } = field;
  const count = async (): Promise<void> => {
    for (let n = 0; n < NOTES; n++)
      await history.around(
        { process: 'reader', f: 'count' },
        () => client.pages(`/v1/tickets/${one.id}/messages`),
        (messages) => messages.length - 1,
      );
  };
  const add = async (user: string): Promise<void> => {
    for (let n = 0; n < NOTES; n++) {
      const adding = history.begin(user, 'increment', 1);
      await write(field, user, one, 'internal');
      adding.ok();
    }
  };
  await Promise.all([count(), ...WRITERS.map(add)]);
};
