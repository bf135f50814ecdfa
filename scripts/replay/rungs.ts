import type { Instant } from '#shared/domain/kernel/time.ts';
import { compileCalendar } from '#shared/domain/sla/calendar.ts';
import { calendarAnswer, policyAnswer, type TicketAnswer } from './answers.ts';
import type { Client } from './client.ts';

/** Management hears of a case when its target and half of it again have passed. */
const LEVEL_2_SHARE = 1.5;

/** What a policy promises, for telling when its ladder goes on. */
type Terms = {
  readonly add: (from: Instant, ms: number) => Instant;
  readonly durations: Readonly<Record<string, number>>;
};

/** Reads policies and their calendars when a ticket first has them, and keeps them. */
export const createTermsReader = (client: Client): ((policyId: string) => Promise<Terms>) => {
  const kept = new Map<string, Promise<Terms>>();
  const read = async (policyId: string): Promise<Terms> => {
    const policy = policyAnswer.parse(
      (await client.call('admin', 'GET', `/v1/sla-policies/${policyId}`)).body,
    );
    const calendar = await client.call('admin', 'GET', `/v1/calendars/${policy.calendarId}`);
    const { id: _, name: __, ...definition } = calendarAnswer.parse(calendar.body);
    const durations = Object.fromEntries(
      Object.entries(policy.targets).map(([target, { duration }]) => [target, duration]),
    );
    return { add: compileCalendar(definition).add, durations };
  };
  return (policyId) => {
    const terms = kept.get(policyId) ?? read(policyId);
    kept.set(policyId, terms);
    return terms;
  };
};

/**
 * When the sweep has something to do for a ticket that was answered at `at`: warning, due and level 2 of each clock that runs (a clock
 * that stands still has none). That a resolved case closes by itself is no promise to anybody: the rounds see to it.
 */
export const dueInstants = (
  { status, sla }: TicketAnswer,
  at: Instant,
  terms: Terms | undefined,
): Instant[] => {
  if (status === 'resolved' || status === 'closed') return [];
  const waits = status === 'pending' || status === 'onHold';
  return sla.clocks.flatMap(({ target, state, warnAt, dueAt, metAt, elapsed }) => {
    const runs = state === 'running' || (state === 'breached' && metAt === undefined);
    if (!runs) return [];
    const duration = terms?.durations[target];
    // A breached clock that waits goes on after the wait; the answer to that says when.
    const level2 =
      duration === undefined || (waits && warnAt === undefined)
        ? undefined
        : levelTwo(duration, elapsed, at, terms);
    return [warnAt, dueAt, level2].filter((instant) => instant !== undefined);
  });
};

const levelTwo = (
  duration: number,
  elapsed: number,
  at: Instant,
  terms: Terms | undefined,
): Instant | undefined => {
  const left = duration * LEVEL_2_SHARE - elapsed;
  return left > 0 ? terms?.add(at, left) : undefined;
};
