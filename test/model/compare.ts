import { isDeepStrictEqual } from 'node:util';
import { ref } from '#shared/app/records.ts';
import { formatDuration } from '#shared/domain/kernel/duration.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { timerOf as surveyTimerOf } from '#shared/domain/surveys/survey.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Play } from './play.ts';
import type { Case, Fact } from './reference/case.ts';
import { type Clock, isOpen, limitOf, reachedAt, spentAt } from './reference/clocks.ts';
import type { Survey } from './reference/survey.ts';
import { loadOf } from './state.ts';
import { headOf } from './system/lists.ts';
import { people } from './system/people.ts';

/** The product and the model no longer say the same. */
export class Divergence extends Error {}

export const same = (what: string, seen: unknown, wanted: unknown): void => {
  if (isDeepStrictEqual(seen, wanted)) return;
  throw new Divergence(
    `${what}: the product says ${JSON.stringify(seen)}, the model ${JSON.stringify(wanted)}`,
  );
};

const headSeen = (ticket: Ticket) => ({
  ...{ status: ticket.status, kind: ticket.kind, severity: ticket.severity, priority: ticket.priority },
  ...{
    teamId: ticket.teamId,
    teamIds: [...ticket.teamIds].sort(),
    assigneeId: ticket.assigneeId,
    ownerId: ticket.ownerId,
  },
  ...{
    level: ticket.escalationLevel,
    steps: ticket.escalations,
    version: ticket.version,
    reopens: ticket.reopenCount,
  },
  ...{ createdAt: ticket.createdAt, firstResponseAt: ticket.firstResponseAt, resolvedAt: ticket.resolvedAt },
  ...{ closedAt: ticket.closedAt, closeAt: ticket.closeAt, customerId: ticket.customerId },
});

const headWanted = (one: Case): ReturnType<typeof headSeen> =>
  ({
    ...{ status: one.status, kind: one.kind, severity: one.severity, priority: one.priority },
    ...{
      teamId: one.teamId,
      teamIds: [...one.teamIds].sort(),
      assigneeId: one.assigneeId,
      ownerId: one.ownerId,
    },
    ...{ level: one.level, steps: one.steps.length, version: one.version, reopens: one.reopens },
    ...{ createdAt: one.createdAt, firstResponseAt: one.firstResponseAt, resolvedAt: one.resolvedAt },
    ...{ closedAt: one.closedAt, closeAt: one.closeAt, customerId: one.customerId },
  }) as ReturnType<typeof headSeen>;

type Seen = Ticket['sla']['clocks'][number];

/** Takes over the instants that are the product's to choose: of what passed before the clock's present phase began. */
const adopt = (clock: Clock, seen: Seen, now: number): void => {
  const given = { warning: seen.warnAt, breach: seen.dueAt, level2: seen.level2At } as const;
  for (const [rung, at] of Object.entries(given) as [keyof typeof given, number | undefined][]) {
    const isMissing = Number.isNaN(reachedAt(clock, rung));
    if (!isMissing || at === undefined) continue;
    if (at < clock.startedAt || at > now)
      throw new Divergence(`${clock.target}: ${rung} at ${at} is not within its life`);
    clock.passed[rung] = at;
  }
};

const clockSeen = (clock: Seen) => ({
  ...{ target: clock.target, phase: clock.phase, startedAt: clock.startedAt, since: clock.since },
  ...{
    spent: clock.spentMs,
    ms: clock.targetMs,
    grace: clock.graceMs ?? 0,
    breached: clock.breached ?? false,
  },
  ...{ reopened: clock.reopened ?? false, fired: [...clock.fired].sort() },
  due: clock.breached || clock.phase === 'running' ? clock.dueAt : undefined,
});

const clockWanted = (clock: Clock): ReturnType<typeof clockSeen> => ({
  ...{ target: clock.target, phase: clock.phase, startedAt: clock.startedAt, since: clock.since },
  ...{ spent: clock.spent, ms: clock.ms, grace: clock.grace, breached: clock.breached },
  ...{ reopened: clock.reopened, fired: [...clock.fired].sort() },
  due:
    clock.breached || (isOpen(clock) && clock.phase === 'running') ? reachedAt(clock, 'breach') : undefined,
});

const byTarget = <T extends { target: string }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => (a.target < b.target ? -1 : 1));

/** Facts that tell of nothing but the machinery; the model has none. */
const machinery: ReadonlySet<string> = new Set(['slaChanged', 'triaged']);

const factSeen = ({ type, at, data }: TicketEvent): Fact => {
  const about = type === 'slaWarning' || type === 'slaBreached' ? data['target'] : data['to'];
  return { type, at, about: about as Fact['about'] };
};

const checkFacts = ({ desk, seen, clock }: Play, one: Case, ticket: Ticket): void => {
  const from = seen.get(one.id) ?? { seq: 0, fact: 0 };
  const facts: Fact[] = [];
  for (let seq = from.seq + 1; seq <= ticket.eventSeq; seq++) {
    const event = desk.store.memory.one(ref('event', one.id, String(seq)));
    if (!event) throw new Divergence(`the fact ${seq} is not there`);
    if (!machinery.has(event.type)) facts.push(factSeen(event));
  }
  const wanted = one.facts.slice(from.fact);
  same(
    'timeline',
    facts.map(({ type, about }) => [type, about ?? null]),
    wanted.map(({ type, about }) => [type, about ?? null]),
  );
  for (const [n, { type, at = 0 }] of facts.entries()) {
    if (at > clock.now) throw new Divergence(`${type} lies in the future`);
    if (wanted[n]?.at !== undefined) same(`${type} at`, at, wanted[n].at);
  }
  seen.set(one.id, { seq: ticket.eventSeq, fact: one.facts.length });
};

const checkSurvey = ({ desk, state }: Play, survey: Survey): void => {
  const id = desk.surveyId(survey.ticketId, survey.cycle);
  const found = desk.store.memory.one(ref('survey', id));
  if (!found) throw new Divergence('a survey is not there');
  const { status, sendAt, answers, answer, followUpTaskId, expiresAt } = found;
  const mails = ['invite', 'remind'].filter((what) => desk.outbox.has(`${id}.${what}.email`));
  same(
    'survey',
    {
      status,
      sendAt,
      answers,
      csat: answer?.csat,
      followedUp: followUpTaskId !== undefined,
      mails,
      timer: surveyTimerOf(found),
      expiresAt,
    },
    {
      ...{ status: survey.status, sendAt: survey.sendAt, answers: survey.answers, csat: survey.csat },
      ...{
        followedUp: survey.followedUp,
        mails: [...survey.mails],
        timer: survey.timer,
        expiresAt: survey.expiresAt,
      },
    },
  );
  const budgets = [...state.budgets.values()].filter((budget) => budget.survey === survey).length;
  if (budgets > 1) throw new Divergence('one survey is on two budgets');
};

/** A case of the model beside the product's. */
export const checkCase = (play: Play, id: string): void => {
  const { desk, state, clock } = play;
  const one = state.cases.find((each) => each.id === id);
  if (!one) throw new Divergence('a case that nobody opened');
  const ticket = headOf(desk.store.memory, id);
  same('head', headSeen(ticket), headWanted(one));
  for (const own of one.clocks) {
    const seen = ticket.sla.clocks.find(({ target }) => target === own.target);
    if (seen) adopt(own, seen, clock.now);
  }
  same('clocks', byTarget(ticket.sla.clocks.map(clockSeen)), byTarget(one.clocks.map(clockWanted)));
  checkFacts(play, one, ticket);
  for (const survey of state.surveys.filter(({ ticketId }) => ticketId === id)) checkSurvey(play, survey);
};

type ClockView = {
  target: string;
  state: string;
  dueAt?: string;
  metAt?: string;
  elapsed: string;
  atRisk?: boolean;
};

const viewWanted = (clock: Clock, now: number): ClockView => {
  const due = clock.breached || clock.phase === 'running' ? reachedAt(clock, 'breach') : undefined;
  const isOver = clock.breached || (due !== undefined && now > due);
  const isRisky = isOver || spentAt(clock, now) >= limitOf(clock, 'warning');
  return {
    target: clock.target,
    state: isOver ? 'breached' : clock.phase,
    ...(clock.phase === 'met' ? { metAt: iso(clock.since) } : {}),
    elapsed: formatDuration(spentAt(clock, now)),
    ...(isOpen(clock) ? { atRisk: isRisky } : {}),
  };
};

/** The clocks of an answer, as clients read them. Dues are compared with the head. */
export const checkView = (
  { state, clock }: Play,
  id: string,
  body: Readonly<Record<string, unknown>>,
): void => {
  const one = state.cases.find((each) => each.id === id);
  const { clocks } = body['sla'] as { clocks: readonly ClockView[] };
  const seen = clocks.map(({ target, state: at, metAt, elapsed, atRisk }) => ({
    ...{ target, state: at },
    ...(metAt === undefined ? {} : { metAt }),
    elapsed,
    ...(atRisk === undefined ? {} : { atRisk }),
  }));
  same(
    'clocks of the answer',
    byTarget(seen),
    byTarget((one?.clocks ?? []).map((each) => viewWanted(each, clock.now))),
  );
};

export const checkLoads = ({ desk, state }: Play): void => {
  for (const name of ['agent1', 'agent2', 'supervisor', 'admin'] as const) {
    const { id } = people[name];
    same(`load of ${name}`, desk.store.loads.get(id) ?? 0, loadOf(state, id));
  }
};

/** Everything there is, and that there is nothing else. */
export const checkAll = (play: Play): void => {
  const { memory } = play.desk.store;
  same('cases', memory.all('ticket').length, play.state.cases.length);
  same('surveys', memory.all('survey').length, play.state.surveys.length);
  for (const { id } of play.state.cases) checkCase(play, id);
};
