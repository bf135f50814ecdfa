import type { Answers } from './answers.ts';
import type { Case, Field } from './cases.ts';
import { counter, setFull, uniqueIds } from './checkers.ts';
import { expectTimes, type Violations } from './found.ts';
import { checkCase } from './invariants.ts';
import {
  checkMessages,
  checkNotices,
  checkSurveys,
  checkTold,
  isUnasked,
  sentMails,
} from './messages-out.ts';
import { type CaseState, everyCase, timelineOf } from './read-back.ts';
import type { Watch } from './watch.ts';

export type Checked = {
  /** Mails by their effect, and how often one was handed to the provider again under the same. */
  readonly mails: { readonly sent: number; readonly repeated: number };
  /** Compares with an earlier look: since then nobody did anything, so that only surveys that were due since may have moved a case. */
  readonly unchangedBut: (before: Versions, surveysSweptAt: number) => Promise<void>;
};

/** Of every case in the list, its version. */
export type Versions = ReadonlyMap<string, number>;

/** Cases whose timeline is also read as people read it. */
const SAMPLE = 100;

/** The list of all cases, also kept in the history as one read of the set of cases. */
export const versionsOf = async ({ client, history }: Field): Promise<Versions> => {
  const items = await history.around(
    { process: 'reader', f: 'read' },
    () => client.pages<{ id: string; subject: string; version: number }>('/v1/tickets'),
    (all) => all.map(({ subject }) => subject),
  );
  return new Map(items.map(({ id, version }) => [id, version]));
};

/** Reads everything back and compares it with what had to happen, invariant by invariant. */
export const checkAll = async (
  field: Field,
  { watch, answers }: { readonly watch: Watch; readonly answers: Answers },
  found: Violations,
): Promise<Checked> => {
  const now = await field.journey.now();
  const states = new Map<string, CaseState>();
  await everyCase(field, (one, state) => {
    states.set(one.id, state);
    checkCase(one, state, now, found);
  });
  await sameAsShown(field, states, found);
  checkTold(field.cases, states, now, found);
  found.early.push(...watch.early.map((line) => `ESC-2 ${line}`));
  found.other.push(...answers.faults, ...field.client.failures.map((line) => `a 500: ${line}`));
  checkNotices(states, await sentMails(field), found);
  const mails = await sentMails(field);
  return {
    mails: { sent: mails.length, repeated: mails.reduce((sum, { repeats = 0 }) => sum + repeats, 0) },
    unchangedBut: async (before, surveysSweptAt) => {
      const after = await versionsOf(field);
      const again = await sentMails(field);
      checkHistory(field, found);
      await checkSurveys(field, again, surveysSweptAt, answers.ids, found);
      const reminders = new Map<string, number>();
      for (const { id, to } of again)
        if (id.endsWith('.remind.email')) reminders.set(to, (reminders.get(to) ?? 0) + 1);
      for (const one of field.cases) {
        const state = states.get(one.id);
        const decided = state && isUnasked(one, state, surveysSweptAt) && !isUnasked(one, state, now) ? 1 : 0;
        unchanged(one, before, after, (reminders.get(one.email) ?? 0) + decided, found);
      }
    },
  };
};

/** F02: what comes again much later changes nothing; a reminder, or a survey that is not sent, is one line of the timeline, so one version. */
const unchanged = (
  { id }: Case,
  before: Versions,
  after: Versions,
  lines: number,
  found: Violations,
): void => {
  const versions = (after.get(id) ?? 0) - (before.get(id) ?? 0);
  expectTimes(`F02 ${id}: versions since`, versions, lines, found);
};

/** People see what the table holds. */
const sameAsShown = async (
  field: Field,
  states: ReadonlyMap<string, CaseState>,
  found: Violations,
): Promise<void> => {
  for (const one of field.random.shuffled(field.cases).slice(0, SAMPLE)) {
    const shown = await timelineOf(field, one);
    const kept = states.get(one.id)?.events ?? [];
    if (shown.map(({ id }) => id).join() !== kept.map(({ id }) => id).join())
      found.other.push(`TKT-1 ${one.id}: the timeline shown is not the one kept`);
  }
};

/** The checkers of histories: messages, ids, cases, and the count of messages of one case. */
const checkHistory = ({ history: { steps }, history }: Field, found: Violations): void => {
  checkMessages(history, found);
  const ids = uniqueIds(steps);
  found.twice.push(...ids.duplicated.map((id) => `the id ${id}`));
  const cases = setFull(steps);
  found.lost.push(...[...cases.lost, ...cases.neverRead].map((subject) => `${subject} of the list`));
  found.twice.push(...cases.duplicated.map((subject) => `${subject} in one list`));
  const counted = counter(steps, 'increment', 'count');
  found.other.push(
    ...counted.errors.map(({ low, read, high }) => `TKT-1 ${read} messages, not between ${low} and ${high}`),
  );
  for (const [name, { valid }] of Object.entries({ ids, cases, counted }))
    if (valid === 'unknown') found.other.push(`the history shows nothing of ${name}`);
};
