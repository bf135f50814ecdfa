import type { Bug } from '../bug.ts';

const answers = 'test/app/surveys/answer.test.ts';
const request = 'test/functions/one-request.test.ts';

/** What has an end by the clock, not by when it is cleaned up (19). */
export const expiry: readonly Bug[] = [
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
