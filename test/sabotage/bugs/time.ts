import type { Bug } from '../bug.ts';

const ladder = 'shared/domain/sla/ladder.ts';
const steps = 'shared/domain/sla/steps.ts';
const closing = {
  file: 'test/domain/tickets/transitions.test.ts',
  title: 'closes a resolved case by itself after seven days, once',
} as const;
const engine = 'test/domain/sla/engine.test.ts';
const clockRules = 'test/domain/sla/clock-rules.test.ts';
const workers = 'test/domain/tickets/clocks-of-workers.test.ts';
const answers = 'test/app/surveys/answer.test.ts';

/** Instants: decided without looking (6), on the wrong side of the instant (7), by the wrong clock (8). */
export const time: readonly Bug[] = [
  {
    id: '6a',
    name: 'rungs fire because a message says so',
    file: ladder,
    edits: [['    .filter(({ visibleAt }) => visibleAt <= now)\n', '']],
    noticedBy: [{ file: 'test/app/tickets/fire-ticket.test.ts', title: 'does nothing before the deadline' }],
  },
  {
    id: '6b',
    name: 'a resolved case closes because a message says so',
    file: 'shared/domain/tickets/ladder.ts',
    edits: [
      [
        'return before.closeAt !== undefined && before.closeAt <= now ? close(before, now) : undefined;',
        'return close(before, now);',
      ],
    ],
    noticedBy: [closing],
  },
  {
    id: '6c',
    name: 'a survey is sent because a message says so',
    file: 'shared/app/surveys/dispatch.ts',
    edits: [['survey === undefined || !isDue(survey, asOf)', 'survey === undefined']],
    noticedBy: [{ file: 'test/app/surveys/dispatch.test.ts' }],
  },
  {
    id: '6d',
    name: 'work for a customer is done because a message says so',
    file: 'shared/app/customer-work/do-customer-work.ts',
    edits: [['return dueAt !== undefined && dueAt <= context.now;', 'return dueAt !== undefined;']],
    noticedBy: [{ file: 'test/app/customer-work/due.test.ts', title: 'is not done before its instant' }],
  },
  {
    id: '6e',
    name: 'who is found is shown though the record no longer fits',
    file: 'shared/app/customers/search-customers.ts',
    edits: [
      [
        'if (customer && comesHere(places, n, customer, at) && fits(customer, n)) items.push(customer);',
        'if (customer && fits(customer, n)) items.push(customer);',
      ],
    ],
    noticedBy: [{ file: 'test/app/customers/found-again.test.ts' }],
  },
  {
    id: '7a',
    name: 'what is due now waits for the next sweep',
    file: ladder,
    edits: [['visibleAt <= now', 'visibleAt < now']],
    noticedBy: [
      { file: engine, title: 'leave nothing due behind a sweep' },
      { file: 'test/domain/sla/ladder.test.ts' },
    ],
  },
  {
    id: '7b',
    name: 'an act at the deadline itself comes too late for the sweep',
    file: ladder,
    edits: [
      [
        "rung === 'breach' || rung === 'level1' ? instant + 1 : instant",
        "rung === 'level1' ? instant + 1 : instant",
      ],
    ],
    noticedBy: [{ file: workers, title: 'that read the deadline itself' }],
  },
  {
    id: '7c',
    name: 'an act at the deadline itself is a breach',
    file: steps,
    edits: [['at <= clock.dueAt)', 'at < clock.dueAt)']],
    noticedBy: [{ file: clockRules, title: 'stopped exactly at its due is met' }],
  },
  {
    id: '7d',
    name: 'a resolved case closes one sweep late',
    file: 'shared/domain/tickets/ladder.ts',
    edits: [['before.closeAt <= now', 'before.closeAt < now']],
    noticedBy: [closing],
  },
  {
    id: '7e',
    name: 'a survey is sent one sweep late',
    file: 'shared/app/surveys/dispatch.ts',
    edits: [['timer <= now', 'timer < now']],
    noticedBy: [{ file: 'test/app/surveys/dispatch.test.ts', title: 'goes out a day after the resolution' }],
  },
  {
    id: '7f',
    name: 'a survey can be answered at the instant of its end',
    file: 'shared/domain/surveys/give.ts',
    edits: [['now >= survey.expiresAt', 'now > survey.expiresAt']],
    noticedBy: [{ file: answers }],
  },
  {
    id: '7g',
    name: 'a sweep leaves what is due at its own instant',
    file: 'shared/adapters/dynamo/timers.ts',
    edits: [["':to': `${to}#~`", "':to': to"]],
    noticedBy: [{ file: 'test/app/sweep/sweep.test.ts', title: 'at its own instant' }],
  },
  {
    id: '8a',
    name: 'a breach is told with the instant at which it was noticed',
    file: 'shared/domain/tickets/climb.ts',
    edits: [["type: 'slaBreached', at: fired.at", "type: 'slaBreached', at: now"]],
    noticedBy: [{ file: workers, title: 'tell a breach with the instant of its deadline' }],
  },
  {
    id: '8b',
    name: 'a breach that an act finds out has the instant of the act',
    file: steps,
    edits: [["    kind: 'breach',\n    at: clock.dueAt,", "    kind: 'breach',\n    at,"]],
    noticedBy: [
      { file: engine, title: 'never move once breached' },
      { file: 'test/domain/sla/traps.test.ts', title: 'has the instant of the due' },
    ],
  },
  {
    id: '8c',
    name: 'a sweep trusts that clocks never differ',
    file: 'shared/app/sweep/sweep.ts',
    edits: [['Math.min(Date.parse(mark), now)', 'Date.parse(mark)']],
    noticedBy: [{ file: 'test/app/sweep/sweep.test.ts', title: 'has swept before' }],
  },
  {
    id: '8d',
    name: 'a timer is set where the sweep has passed',
    file: 'shared/adapters/dynamo/items/ticket.ts',
    edits: [['iso(Math.max(timer, ticket.updatedAt))', 'iso(timer)']],
    noticedBy: [{ file: workers, title: 'leave no timer behind' }],
  },
  {
    id: '8e',
    name: 'a worker that is behind takes a case back in time',
    file: 'shared/domain/tickets/change.ts',
    edits: [['updatedAt: Math.max(now, before.updatedAt)', 'updatedAt: now']],
    noticedBy: [{ file: workers, title: 'never take a case back in time' }],
  },
  {
    id: '8f',
    name: 'deadlines are told by the clock of the worker',
    file: 'functions/workers/ticket-escalations.ts',
    edits: [["[ref('ticket', ticketId)], receivedAt)", "[ref('ticket', ticketId)])"]],
    noticedBy: [{ file: 'test/functions/ticket-escalations.test.ts' }],
  },
  {
    id: '8g',
    name: 'requests count by the clock of the machine that answers',
    file: 'shared/runtime/http/serve.ts',
    edits: [
      ['requestContext.timeEpoch ?? Date.now()', 'Math.max(Date.now(), requestContext.timeEpoch ? 0 : 1)'],
    ],
    noticedBy: [
      {
        file: 'test/functions/whose-clock.test.ts',
        title: 'a case is opened when the gateway took the request',
      },
    ],
  },
  {
    id: '8h',
    name: 'a sweep is late by as much as its machine’s clock',
    file: 'shared/runtime/schedule-handler.ts',
    edits: [['Math.max(began, plannedFor(event))', 'Math.max(began, plannedFor({}))']],
    noticedBy: [
      {
        file: 'test/functions/whose-clock.test.ts',
        title: 'a sweep takes what is due at the scheduler’s instant',
      },
    ],
  },
];
