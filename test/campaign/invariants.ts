import type { Case } from './cases.ts';
import { dueRungs, rises, type Stops } from './expected.ts';
import { expectTimes, type Violations } from './found.ts';
import type { CaseState, TimelineEvent } from './read-back.ts';

const told: Readonly<Record<string, string>> = { warning: 'slaWarning', breach: 'slaBreached' };
const paused: ReadonlySet<unknown> = new Set(['initialHandling', 'resolution']);

const firstMove = (events: readonly TimelineEvent[], to: string): TimelineEvent | undefined =>
  events.find(({ type, data }) => type === 'statusChanged' && data['to'] === to);

/** The invariants of one case, by the names that the catalogue of faults gives them. */
export const checkCase = (one: Case, state: CaseState, now: number, found: Violations): void => {
  const { events } = state;
  const resolved = firstMove(events, 'resolved');
  const pending = firstMove(events, 'pending');
  if (one.resolved !== (resolved !== undefined))
    (one.resolved ? found.lost : found.other).push(`TKT-1 ${one.id}: resolved`);
  if (one.pending && !pending) found.lost.push(`TKT-1 ${one.id}: pending`);
  gapless(one, state, found);
  everyMessageTold(one, events, found);
  exactlyOnce(one, state, { resolvedAt: resolved?.at, pendingAt: pending?.at }, now, found);
  neverEarly(one, state, found);
  neverAfter(one, events, { resolved, pending }, found);
  sameLevel(one, state, found);
};

/** TKT-1: the timeline has every number from 1 on, once, and the head knows the last one. */
const gapless = (one: Case, { head, events }: CaseState, found: Violations): void => {
  if (!events.every(({ seq }, n) => seq === n + 1) || head.eventSeq !== events.length)
    found.other.push(`TKT-1 ${one.id}: ${events.map(({ seq }) => seq).join(',')} of ${head.eventSeq}`);
};

/** TKT-1: the timeline tells of each acknowledged message, once. */
const everyMessageTold = (one: Case, events: readonly TimelineEvent[], found: Violations): void => {
  for (const id of one.written) {
    const lines = events.filter(({ type, data }) => type === 'messageAdded' && data['messageId'] === id);
    expectTimes(`TKT-1 ${one.id}: messageAdded of ${id}`, lines.length, 1, found);
  }
};

/** ESC-1: each rung that fell due while the case was open has fired once, and is told once, with its own instant. */
const exactlyOnce = (
  one: Case,
  { events, rungs }: CaseState,
  stops: Stops,
  now: number,
  found: Violations,
): void => {
  const due = dueRungs(one, stops, now);
  for (const { target, rung, at } of due) {
    const name = `ESC-1 ${one.id}: ${target} ${rung}`;
    const fired = rungs.filter((other) => other.target === target && other.rung === rung);
    expectTimes(name, fired.length, 1, found);
    const type = told[rung];
    if (!type) continue;
    const lines = events.filter((event) => event.type === type && event.data['target'] === target);
    expectTimes(`${name} in the timeline`, lines.length, 1, found);
    if (lines.some((event) => event.at !== at)) found.other.push(`${name}: not at its instant`);
  }
  for (const { target, rung } of rungs)
    if (!due.some((other) => other.target === target && other.rung === rung))
      found.early.push(`ESC-1 ${one.id}: ${target} ${rung} was not due`);
  const lines = events.filter(({ type }) => type === 'escalated');
  const wanted = rises(due);
  for (const { level } of wanted) {
    const seen = lines.filter(({ data }) => data['to'] === level).length;
    expectTimes(`ESC-1 ${one.id}: level ${level}`, seen, 1, found);
  }
  if (lines.length > wanted.length) found.twice.push(`ESC-1 ${one.id}: ${lines.length} rises`);
};

/** ESC-2: nothing is told before its instant, by the time that is written beside it. */
const neverEarly = (one: Case, { events, rungs, escalations }: CaseState, found: Violations): void => {
  for (const { type, at, data } of events) {
    const detected = data['detectedAt'];
    if (typeof detected === 'string' && Date.parse(detected) < at)
      found.early.push(`ESC-2 ${one.id}: ${type} of ${at}`);
  }
  for (const { dueAt, firedAt, rung } of rungs)
    if (firedAt < dueAt) found.early.push(`ESC-2 ${one.id}: ${rung} of ${dueAt}`);
  for (const { dueAt, at, level } of escalations)
    if (at < dueAt) found.early.push(`ESC-2 ${one.id}: level ${level} of ${dueAt}`);
};

/** ESC-3: no escalation, warning or breach is recorded after the case was resolved, or of a clock that stood still. */
const neverAfter = (
  one: Case,
  events: readonly TimelineEvent[],
  { resolved, pending }: Readonly<Record<'resolved' | 'pending', TimelineEvent | undefined>>,
  found: Violations,
): void => {
  for (const { seq, type, data } of events) {
    if (!['slaWarning', 'slaBreached', 'escalated'].includes(type)) continue;
    if (resolved && seq > resolved.seq) found.other.push(`ESC-3 ${one.id}: ${type} after the end`);
    if (pending && seq > pending.seq && paused.has(data['target']))
      found.other.push(`ESC-3 ${one.id}: ${type} of ${String(data['target'])} while it waited`);
  }
};

/** ESC-4: the level of a case is that of its highest escalation, and its timeline tells of each. */
const sameLevel = (one: Case, { head, events, escalations }: CaseState, found: Violations): void => {
  const highest = Math.max(0, ...escalations.map(({ level }) => level));
  const lines = events.filter(({ type }) => type === 'escalated').length;
  if (head.escalationLevel !== highest || lines !== escalations.length || head.escalations !== lines)
    found.other.push(
      `ESC-4 ${one.id}: level ${head.escalationLevel}, highest ${highest}, ${lines} told, ${escalations.length} kept`,
    );
};
