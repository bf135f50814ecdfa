import { DrainTimeout } from '#local/events/drain.ts';
import { type Case, chatter, countTogether, type Field } from './cases.ts';
import type { Trouble } from './disturbance.ts';
import { type Poison, plant } from './poison.ts';

const hour = 3_600_000;
const minute = 60_000;

/** Three sweeps of deadlines at once, and two of surveys. */
const crowd = [
  'schedules-sla-sweep',
  'schedules-sla-sweep',
  'schedules-sla-sweep',
  'schedules-survey-due',
  'schedules-survey-due',
];

/** A span of the system's time, in ms since 1970. */
export type Span = { readonly from: number; readonly to: number };

export type Rounds = {
  /** When the first and the last case were opened. */
  readonly span: { readonly first: number; readonly last: number };
  /** When sweeps began, by the clock of the system. */
  readonly sweptAt: number[];
};

export const spanOf = (cases: readonly Case[]): Rounds['span'] => {
  const opened = cases.map(({ createdAt }) => createdAt);
  return {
    first: opened.reduce((a, b) => Math.min(a, b)),
    last: opened.reduce((a, b) => Math.max(a, b)),
  };
};

/** Tries of a drain that takes longer than the stack waits. */
const DRAINS = 6;

export const drain = async ({ journey }: Field): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      // Not over HTTP: of ten thousand cases it may take longer than a client waits for an answer to begin.
      await journey.stack.drain();
      return;
    } catch (error) {
      if (tries >= DRAINS || !(error instanceof DrainTimeout)) throw error;
    }
  }
};

const goTo = async ({ journey }: Field, at: number): Promise<void> => {
  if (at > (await journey.now())) await journey.setClock(at);
};

/** Fires sweeps as the scheduler does. One that dies on its way is a failed run: the next covers what it left. */
const sweepAll = async (
  { journey: { stack }, history }: Field,
  names: readonly string[],
  { sweptAt }: Rounds,
): Promise<void> => {
  const at = new Date(stack.clock.now()).toISOString();
  sweptAt.push(stack.clock.now());
  await Promise.all(
    names.map(async (name) => {
      const sweeping = history.begin(name, 'sweep', at);
      try {
        sweeping.ok(await stack.invoke(name, { schedule: name, at }));
      } catch (error) {
        sweeping.info(error instanceof Error ? error.message : 'failed');
      }
    }),
  );
};

/** Without faults: a sweep a minute while the deadlines so many hours after the opening fall due. */
export const calm = async (field: Field, rounds: Rounds, hours: number): Promise<Span> => {
  const from = rounds.span.first + hours * hour;
  const to = rounds.span.last + hours * hour;
  for (let at = from + 1; at < to + 2 * minute; at += minute) {
    await goTo(field, at);
    await sweepAll(field, ['schedules-sla-sweep'], rounds);
    await drain(field);
  }
  return { from, to };
};

/** With faults: so many sweeps at once a minute while deadlines fall due. */
export const stormByMinutes = async (
  field: Field,
  rounds: Rounds,
  trouble: Trouble,
  { hours, kills, poison }: { hours: number; kills: number; poison: readonly Poison[] },
): Promise<Span> => {
  const from = rounds.span.first + hours * hour;
  const to = rounds.span.last + hours * hour;
  trouble.round(kills);
  await plant(field.journey.stack, poison);
  for (let at = from + 1; at < to + 5 * minute; at += minute) {
    await goTo(field, at);
    await sweepAll(field, crowd, rounds);
    trouble.deliveries.repeatSingles();
    await drain(field);
  }
  return { from, to };
};

/** With faults: the clock jumps to the middle of the time in which deadlines fall due, so that for half of the cases they still lie ahead. */
export const storm = async (
  field: Field,
  rounds: Rounds,
  trouble: Trouble,
  { hours, kills, poison }: { hours: number; kills: number; poison: readonly Poison[] },
): Promise<void> => {
  const { first, last } = rounds.span;
  await goTo(field, (first + last) / 2 + hours * hour);
  trouble.round(kills);
  await plant(field.journey.stack, poison);
  await Promise.all([sweepAll(field, crowd, rounds), chatter(field), countTogether(field)]);
  trouble.deliveries.repeatSingles();
  await drain(field);
};

/** Two periods without faults: by then everything is caught up. */
export const settle = async (field: Field, rounds: Rounds): Promise<void> => {
  for (let period = 0; period < 2; period++) {
    await field.journey.advance('PT1M');
    await sweepAll(field, ['schedules-sla-sweep', 'schedules-survey-due'], rounds);
    await drain(field);
  }
};

/** A day and an hour later: everything that was ever delivered comes again, with sweeps beside it. */
export const muchLater = async (field: Field, rounds: Rounds, trouble: Trouble): Promise<void> => {
  await field.journey.advance('PT25H');
  trouble.deliveries.again();
  await sweepAll(field, crowd, rounds);
  await drain(field);
};
