import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes } from '#shared/domain/kernel/time.ts';
import { randomOf } from '#test/campaign/random.ts';
import { chainOf } from '#test/operations/chains.ts';
import { type Desk, deskOf } from '#test/operations/desk.ts';
import { strangeLines } from '#test/operations/log-lines.ts';
import { type Observer, observe } from '#test/operations/observer.ts';
import { canaries, complaint, ordinaryTraffic } from '#test/operations/ordinary-day.ts';
import { quietMinute } from '#test/operations/quiet-days.ts';
import { ofWorker, realFaults } from '#test/operations/real-faults.ts';
import { type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

/** Monday, nine in the morning in Shanghai. */
const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const CASES = Number(process.env['KEFU_CHAINS'] ?? 16);

let journey: Journey;
let observer: Observer;
let desk: Desk;
const cases: string[] = [];

const post = async (path: string, body: unknown): Promise<Reply> => {
  const began = performance.now();
  const reply = await journey.as('agent1').post(path, body);
  observer.answered(reply.status, performance.now() - began);
  return reply;
};
const idOf = (reply: Reply): string => {
  expect(reply.status).toBe(201);
  return (reply.body as { id: string }).id;
};
const escalations = async (ticketId: string): Promise<number> => {
  const reply = await journey.as('admin').get(`/v1/tickets/${ticketId}/timeline?limit=100`);
  return (reply.body as { items: { type: string }[] }).items.filter(({ type }) => type === 'escalated')
    .length;
};

beforeAll(async () => {
  journey = await startJourney({ now: BEGIN, metrics: true });
  // Functions that have run once answer quickly from then on.
  await journey.as('agent1').post('/v1/tickets', complaint(1000));
  await journey.run('sla-sweep');
  await journey.run('survey-due');
  // Hours are jumped over here, without their snapshots.
  observer = observe(journey, ['snapshot-late']);
  desk = deskOf(journey, observer);
});
afterAll(() => journey.close());

describe('Half an hour of an ordinary day', () => {
  it('rings nothing, with every schedule at its time and people at work', async () => {
    const traffic = ordinaryTraffic(journey, observer, randomOf(7));
    const rung: string[] = [];
    for (let minute = 0; minute < 30; minute++)
      rung.push(...(await quietMinute(journey, observer, traffic, journey.stack.clock.now() + minutes(1))));
    for (let n = 0; n < CASES; n++) cases.push(idOf(await post('/v1/tickets', complaint(n))));

    expect(rung).toEqual([]);
    expect([traffic.strange, Object.keys(traffic.counts()).length > 2]).toEqual([[], true]);
  }, 600_000);
});

describe('An escalation', () => {
  it('is found by the id of its case: sweep, message, transaction, event and notice', async () => {
    // A day later all of them are overdue at once.
    await desk.jump(25 * 60);
    await desk.pass(2);
    const chains = await Promise.all(cases.map((id) => chainOf(journey, observer.lines, id)));

    expect(chains.filter(({ missing }) => missing.length > 0)).toEqual([]);
    expect(chains).toHaveLength(CASES);
  }, 600_000);

  it('would be missed if one step were not told: the search finds nothing that is not there', async () => {
    const without = observer.lines.filter(
      ({ functionName }) => !functionName.endsWith('streams-publish-changes'),
    );

    expect(await chainOf(journey, without, String(cases[0]))).toMatchObject({ missing: ['event'] });
  });
});

describe('A poison message', () => {
  it('rings as a dead letter, is shown without its words, and comes back when it is sent again', async () => {
    await desk.rest(15);
    expect(desk.ringing()).toEqual([]);
    const poison = JSON.stringify({ ticketId: cases[0], [String(canaries[0])]: canaries[1] });
    await journey.stack.engines.queues.send('kefu-dev-ticket-escalations', poison);

    expect(await desk.pass(1)).toEqual(['ticket-escalations-dlq']);

    const shown = await desk.kefu('dead-letters', 'preview', 'ticket-escalations', '--json');
    expect(shown.json()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ids: [cases[0]],
        sentAt: expect.any(String),
        ageSeconds: expect.any(Number),
        receives: expect.any(Number),
        reason: expect.stringContaining('it is no message of this queue: timerAt'),
      },
    ]);
    const words = await desk.kefu('dead-letters', 'preview', 'ticket-escalations');
    for (const word of canaries) expect(shown.out.join() + words.out.join()).not.toContain(word);

    const plan = await desk.kefu('dead-letters', 'redrive', 'ticket-escalations', '--dry-run', '--json');
    expect(plan.json()).toEqual([
      { name: 'ticket-escalations-dlq', to: 'ticket-escalations', messages: 1, rate: 50, seconds: 1 },
    ]);
    expect(desk.depth('ticket-escalations-dlq')).toBe(1);

    const sent = await desk.kefu('dead-letters', 'redrive', 'ticket-escalations', '--json');
    expect(sent.json()).toEqual([{ name: 'ticket-escalations', moved: 1 }]);
    await desk.pass(2);
    // It was tried five times more and lies there again; nothing goes round, and the alarm goes on.
    expect(desk.depth('ticket-escalations-dlq')).toBe(1);
    expect(desk.depth('ticket-escalations')).toBe(0);
    expect(desk.ringing()).toEqual(['ticket-escalations-dlq']);

    await desk.purge('ticket-escalations-dlq');
    await desk.pass(1);
    expect(desk.ringing()).toEqual([]);
  });
});

describe('Work that was given up while the table refused it', () => {
  const refuse = (): void =>
    observer.disturb(
      ofWorker(journey, 'ticket-escalations', () => ({
        kind: 'error',
        code: 'AccessDeniedException',
        status: 400,
      })),
    );
  const give = (ids: readonly string[]): Promise<unknown> =>
    Promise.all(
      ids.map((ticketId) =>
        journey.stack.engines.queues.send(
          'kefu-dev-ticket-escalations',
          JSON.stringify({ ticketId, timerAt: '2026-03-03T01:00:00.000Z' }),
        ),
      ),
    );

  it('returns to the dead letters while its worker is broken, and is done once when it is not', async () => {
    const before = await escalations(String(cases[1]));
    refuse();
    await give(cases.slice(0, 12));
    expect(await desk.pass(1, { sweeps: false })).toEqual(['ticket-escalations-dlq']);
    expect(desk.depth('ticket-escalations-dlq')).toBe(12);

    const early = await desk.kefu('dead-letters', 'redrive', 'ticket-escalations', '--json');
    expect(early.json()).toEqual([{ name: 'ticket-escalations', moved: 12 }]);
    await desk.pass(1, { sweeps: false });
    expect(desk.depth('ticket-escalations-dlq')).toBe(12);
    expect(desk.ringing()).toContain('ticket-escalations-dlq');

    observer.disturb();
    const [first, second] = (
      await desk.kefu('dead-letters', 'preview', 'ticket-escalations', '--json')
    ).json();
    const chosen = ['--id', String(first?.['id']), '--id', String(second?.['id'])];
    const some = await desk.kefu('dead-letters', 'redrive', 'ticket-escalations', ...chosen, '--json');
    expect(some.json()).toEqual([{ name: 'ticket-escalations', moved: 2, missing: [] }]);
    expect(desk.depth('ticket-escalations-dlq')).toBe(10);
    // The same once more: they are not there any longer, and nothing is sent.
    const again = await desk.kefu('dead-letters', 'redrive', 'ticket-escalations', ...chosen, '--json');
    expect(again.code).toBe(1);
    expect(again.json()).toMatchObject([{ moved: 0 }]);
    expect(desk.depth('ticket-escalations-dlq')).toBe(10);

    await desk.kefu('dead-letters', 'redrive', 'ticket-escalations');
    expect((await desk.kefu('dead-letters', 'redrive', 'ticket-escalations', '--json')).json()).toMatchObject(
      [{ moved: 0 }],
    );
    await desk.pass(2);
    expect(desk.depth('ticket-escalations-dlq') + desk.depth('ticket-escalations')).toBe(0);
    expect(await escalations(String(cases[1]))).toBe(before);
    await desk.rest(18);
    expect(desk.ringing()).toEqual([]);
  });

  it('cannot be sent again from a queue that a service fills, nor faster than 50 a second', async () => {
    const service = await desk.kefu('dead-letters', 'redrive', 'event-failures');
    expect([service.code, service.err]).toEqual([
      2,
      expect.stringContaining('docs/runbooks/dead-letters.md'),
    ]);
    for (const rate of ['51', '0', '1.5', 'x'])
      expect((await desk.kefu('dead-letters', 'redrive', 'ticket-escalations', '--rate', rate)).code).toBe(2);
  });
});

describe('Something that really goes wrong', () => {
  it.each(realFaults)('$title', async ({ happen, rings, mend, over }) => {
    const stage = { journey, observer, desk, ticketId: String(cases[0]) };

    expect([...new Set(await happen(stage))].sort()).toEqual(rings);
    observer.disturb();
    await mend?.(stage);
    await desk.rest(over);
    expect(desk.ringing()).toEqual([]);
  });
});

describe('The log', () => {
  it('has nothing but lines of the schema, and no word of any person, also of requests that are refused', async () => {
    await post('/v1/tickets', { subject: canaries[3], customer: { phone: canaries[1] } });
    await journey.as('agent1').get(`/v1/customers?q=${encodeURIComponent(String(canaries[1]))}`);
    await journey.as('agent1').get(`/v1/tickets/${canaries[0]}`);
    await journey.request('POST', '/v1/tickets', {
      raw: `{"name": "${canaries[0]}`,
      headers: { 'content-type': 'application/json' },
    });
    await journey.as('customer1').get('/v1/audit-events');
    await desk.pass(1);

    const strange = observer.lines.flatMap((line) => strangeLines(line, canaries));
    expect(strange.slice(0, 5)).toEqual([]);
    const messages = observer.lines.map(({ text }) => /"message":"([^"]+)"/.exec(text)?.[1]);
    for (const one of [
      'answered',
      'refused',
      'failed',
      'swept',
      'sent',
      'published',
      'message done',
      'message failed',
      'run',
    ])
      expect(messages, one).toContain(one);
  });

  it('would be noticed to hold a word, a field, or a shape that it must not have', () => {
    const line = observer.lines.find(({ text }) => text.includes('"message":"answered"'));
    const spoil = (change: (text: string) => string): string[] =>
      strangeLines({ functionName: 'f', text: change(line?.text ?? '') }, canaries);

    expect(spoil((text) => text)).toEqual([]);
    for (const change of [
      (text: string) => text.replace('"message"', '"body":"x","message"'),
      (text: string) => text.replace('"answered"', '"something new"'),
      (text: string) => text.replace('"GET"', '"Sonnenblumenweg"').replace('"POST"', '"Sonnenblumenweg"'),
      (text: string) => text.slice(0, -1),
      (text: string) => text.replace(/"durationMs":\d+/, '"durationMs":"long"'),
    ])
      expect(spoil(change)).not.toEqual([]);
  });
});
