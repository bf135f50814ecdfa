import { hours, minutes } from '#shared/domain/kernel/time.ts';
import type { Random } from '#test/campaign/random.ts';
import { ifMatch, type Journey, type Reply } from '#test/support/local-stack.ts';
import type { Observer } from './observer.ts';

/** Requests of an ordinary shop: what people do in a minute, more of it by day than by night. */
export type Traffic = {
  readonly minute: (at: number) => Promise<void>;
  readonly counts: () => Readonly<Record<string, number>>;
  /** Answers that nobody expects of an ordinary request. */
  readonly strange: readonly string[];
};

type Case = { readonly id: string; answered: boolean; resolved: boolean };

/** Words that a log must never have: they are written into cases, and looked for in every line. */
export const canaries = [
  'Xiadenga',
  '+8613912345678',
  'xiadenga@example.com',
  'Sonnenblumenweg',
  '暖水瓶漏水',
];

const subjects = [
  '暖水瓶漏水',
  'Where is my parcel?',
  'The lid does not close',
  '发票还没收到',
  'I want my money back',
];

/** A complaint of a customer of its own, full of words that belong to a person. */
export const complaint = (n: number) => ({
  kind: 'complaint',
  category: 'complaint.quality',
  severity: 'ordinary',
  subject: `暖水瓶漏水 ${n}`,
  body: `${canaries[0]}, Sonnenblumenweg 3, writes of ${canaries[1]}.`,
  channel: 'web',
  customer: { name: `Xiadenga ${n}`, email: `${n}.xiadenga@example.com` },
});

const DAY_MINUTES = 24 * 60;
/** In Shanghai: by day a case every ten minutes or so, by night hardly one an hour. */
const perMinute = (at: number): number => {
  const minute = Math.floor((at / minutes(1) + 8 * 60) % DAY_MINUTES);
  return minute >= 9 * 60 && minute < 21 * 60 ? 0.1 : 0.015;
};

export const ordinaryTraffic = (journey: Journey, observer: Observer, random: Random): Traffic => {
  const cases: Case[] = [];
  const counts: Record<string, number> = {};
  const strange: string[] = [];
  let people = 0;

  const call = async (what: string, request: () => Promise<Reply>, ...expected: number[]): Promise<Reply> => {
    const began = performance.now();
    const reply = await request();
    observer.answered(reply.status, performance.now() - began);
    counts[what] = (counts[what] ?? 0) + 1;
    if (!expected.includes(reply.status))
      strange.push(`${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  };
  const agent = () => journey.as(random.pick(['agent1', 'agent1', 'supervisor1']) ?? 'agent1');

  const open = async (): Promise<void> => {
    people++;
    const reply = await call(
      'cases',
      () =>
        agent().post('/v1/tickets', {
          ...complaint(people),
          severity: random.below(10) === 0 ? 'urgent' : 'ordinary',
          subject: random.pick(subjects),
        }),
      201,
    );
    const { id } = reply.body as { id?: string };
    if (id !== undefined) cases.push({ id, answered: false, resolved: false });
  };
  const answer = async (one: Case): Promise<void> => {
    await call(
      'messages',
      () =>
        agent().post(`/v1/tickets/${one.id}/messages`, {
          visibility: 'public',
          body: 'A new one is on its way.',
        }),
      201,
    );
    one.answered = true;
  };
  const resolve = async (one: Case): Promise<void> => {
    const read = await call('reads', () => journey.as('agent1').get(`/v1/tickets/${one.id}`), 200);
    // Two in a day may touch a case at once: the second is told so.
    await call(
      'resolutions',
      () =>
        journey
          .as('agent1')
          .post(`/v1/tickets/${one.id}/transitions`, { to: 'resolved', reason: 'replaced' }, ifMatch(read)),
      200,
      412,
    );
    one.resolved = true;
  };
  const work = async (): Promise<void> => {
    const waiting = cases.find(({ answered }) => !answered);
    // One case in eight is forgotten, warned about and escalated.
    if (waiting && random.below(8) > 0) await answer(waiting);
    else if (waiting) waiting.answered = true;
    const done = cases.find(({ answered, resolved }) => answered && !resolved);
    if (done && random.below(8) > 0) await resolve(done);
    else if (done) done.resolved = true;
    await call('lists', () => journey.as('supervisor1').get('/v1/tickets?status=open&limit=20'), 200);
  };
  const daily = async (): Promise<void> => {
    await call(
      'exports',
      () => journey.as('admin').post('/v1/exports', { resource: 'tickets', format: 'csv' }),
      202,
    );
    await call('searches', () => journey.as('agent1').get('/v1/customers?q=Xiadenga'), 200);
  };
  return {
    counts: () => counts,
    strange,
    minute: async (at) => {
      const share = perMinute(at);
      if (random.next() < share) await open();
      if (random.next() < share * 1.5) await work();
      if (at % hours(24) < minutes(1)) await daily();
    },
  };
};
