import { startJourney } from '#test/support/local-stack.ts';
import { deskOf } from './desk.ts';
import { observe } from './observer.ts';
import { complaint } from './ordinary-day.ts';
import { ofWorker } from './real-faults.ts';

export type RedriveReport = {
  readonly messages: number;
  readonly seconds: number;
  /** Messages a second that left the dead letters, over the whole redrive. */
  readonly rate: number;
  /** Requests of people meanwhile, and the slowest hundredth of them, in ms; before it, for comparison. */
  readonly requests: number;
  readonly p99Ms: number;
  readonly p99BeforeMs: number;
  readonly left: number;
  readonly escalations: { readonly before: number; readonly after: number };
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const QUEUE = 'ticket-escalations';

const p99 = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * 0.99) - 1)] ?? 0);

/**
 * Fills the dead letters of the escalations while the table refuses their worker, mends it, and sends them all again by the command line, with
 * people at work meanwhile. Every message repeats one that was done before, so that nothing new may happen.
 */
export const redriveLoad = async (messages: number): Promise<RedriveReport> => {
  const journey = await startJourney({ now: BEGIN, metrics: true });
  try {
    const { stack } = journey;
    const observer = observe(journey);
    const desk = deskOf(journey, observer);
    const opened = await journey.as('agent1').post('/v1/tickets', complaint(1));
    const { id } = opened.body as { id: string };
    await desk.jump(25 * 60);
    await desk.pass(2);
    const escalations = async (): Promise<number> => {
      const { body } = await journey.as('admin').get(`/v1/tickets/${id}/timeline?limit=100`);
      return (body as { items: { type: string }[] }).items.filter(({ type }) => type === 'escalated').length;
    };
    const before = await escalations();
    observer.disturb(
      ofWorker(journey, QUEUE, () => ({ kind: 'error', code: 'AccessDeniedException', status: 400 })),
    );
    const body = JSON.stringify({ ticketId: id, timerAt: '2026-03-03T01:00:00.000Z' });
    for (let n = 0; n < messages; n++) await stack.engines.queues.send(`kefu-dev-${QUEUE}`, body);
    await stack.drain();
    if (desk.depth(`${QUEUE}-dlq`) !== messages)
      throw new Error(`${desk.depth(`${QUEUE}-dlq`)} dead letters`);
    observer.disturb();

    const ask = async (into: number[]): Promise<void> => {
      const began = performance.now();
      const reply = await journey.as('agent1').get(`/v1/tickets/${id}`);
      if (reply.status !== 200) throw new Error(`a request fails meanwhile: ${reply.status}`);
      into.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const calm: number[] = [];
    for (let n = 0; n < 200; n++) await ask(calm);
    const meanwhile: number[] = [];
    const began = performance.now();
    let over = false;
    const redrive = desk.kefu('dead-letters', 'redrive', QUEUE, '--json').finally(() => {
      over = true;
    });
    while (!over) await ask(meanwhile);
    const { code, json } = await redrive;
    const seconds = (performance.now() - began) / 1000;
    if (code !== 0 || json()[0]?.['moved'] !== messages) throw new Error(JSON.stringify(json()));
    await stack.drain();
    return {
      messages,
      seconds: Math.round(seconds * 10) / 10,
      rate: Math.round((messages / seconds) * 10) / 10,
      requests: meanwhile.length,
      p99Ms: p99(meanwhile),
      p99BeforeMs: p99(calm),
      left: desk.depth(`${QUEUE}-dlq`) + desk.depth(QUEUE),
      escalations: { before, after: await escalations() },
    };
  } finally {
    await journey.close();
  }
};
