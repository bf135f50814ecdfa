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
const request = 'test/functions/one-request.test.ts';

/** Instants: decided without looking (6), on the wrong side of the instant (7), by the wrong clock (8), by what has been cleaned up (19). */
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
    id: '19a',
    name: 'a survey’s link is good until the survey is cleaned up',
    file: 'shared/domain/surveys/give.ts',
    edits: [
      [
        "  if (survey.expiresAt !== undefined && now >= survey.expiresAt) throw new Refusal('expired');\n",
        '',
      ],
    ],
    noticedBy: [{ file: answers }],
  },
  {
    id: '19b',
    name: 'a stored answer is good until it is cleaned up',
    file: 'shared/runtime/http/idempotency.ts',
    edits: [['if (!record || record.expiresAt <= now) return undefined;', 'if (!record) return undefined;']],
    noticedBy: [{ file: request, title: 'is a new one when a day has passed' }],
  },
  {
    id: '19c',
    name: 'a key is taken until its record is cleaned up',
    file: 'shared/adapters/dynamo/write.ts',
    edits: [
      [
        "          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',\n          ExpressionAttributeValues: { ':now': replaceable },",
        "          ConditionExpression: 'attribute_not_exists(pk)',",
      ],
    ],
    noticedBy: [{ file: 'test/adapters/conditions.test.ts', title: 'whose day is over' }],
  },
  {
    id: '19d',
    name: 'a cursor is good for ever',
    file: 'shared/app/paging.ts',
    edits: [['!isSealed(opened) || context.now - opened.issuedAt > CURSOR_LIFE_MS', '!isSealed(opened)']],
    noticedBy: [{ file: 'test/app/customers/customers.test.ts', title: 'and for a day' }],
  },
  {
    id: '19e',
    name: 'a code that proves who somebody is has no end',
    file: 'shared/domain/tickets/identity-check.ts',
    edits: [
      [
        '  check.code.customerId === customerId &&\n  now < check.code.at + validMs;',
        '  check.code.customerId === customerId;',
      ],
    ],
    noticedBy: [{ file: 'test/domain/customers/privacy-rules.test.ts', title: 'takes a code once, in time' }],
  },
  {
    id: '19f',
    name: 'the former secret of a webhook signs for ever',
    file: 'shared/domain/webhooks/webhook.ts',
    edits: [['secrets.filter(({ until }) => until === undefined || until > now)', '[...secrets]']],
    noticedBy: [{ file: 'test/domain/webhooks/state.test.ts', title: 'sign together for 24 hours' }],
  },
  {
    id: '19g',
    name: 'an access token has no end but the gateway’s',
    file: 'shared/runtime/http/bearer.ts',
    edits: [["(instantOf(claims, 'exp') ?? 0) > now", "(instantOf(claims, 'exp') ?? 0) > 0"]],
    noticedBy: [{ file: 'test/functions/token-checks.test.ts', title: 'are refused with an end' }],
  },
];
