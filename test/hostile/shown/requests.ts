import { rows } from '../rows/index.ts';
import { type Coverage, part, row, tests } from './entry.ts';

const requests = 'journeys/hostile-requests';
const fromTables = Object.fromEntries(
  rows
    .filter(({ id }) => id <= 'H60' && id.length === 3)
    .map(({ id, title }) => [id, row(title, tests(requests, '$id: $title'))] as const),
);

const texts = 'journeys/hostile-texts';
const more = {
  H13: tests(texts, 'is in no line and no name: %j'),
  H16: tests(texts, 'is no %s, however its signs are mixed'),
  H35: tests(texts, 'that is not well encoded is refused: q=%s'),
  H37: tests(texts, 'is what was meant, whether the gateway hands parameters on decoded or as they came'),
  H04: tests(
    'functions/webhook-signature',
    'is that of the bytes, also where the gateway passes them on in base64',
  ),
  H05: [
    ...tests(texts, 'has no field of all objects: %s'),
    ...tests(
      'journeys/hostile-inside',
      'is refused and leaves all objects as they were, however deep and whatever beside it',
    ),
  ],
  H17: tests('app/surveys/answer', 'escapes whatever the customer wrote'),
  H26: tests('journeys/matrix', 'lets through whom role, scope and ownership let through, and nobody else'),
  H29: tests(
    'journeys/merge',
    'cannot be merged into themselves, in a circle, twice, or when one of them is gone',
  ),
  H30: tests('journeys/http-edge', 'opens one ticket for twenty equal requests at once'),
  H39: tests(
    'journeys/customer-search',
    'refuses what nobody can be found by, and orders that it does not know',
  ),
  H41: tests(requests, 'S40: every route answers fools and strangers in one shape, with safe headers'),
  H48: tests(
    'journeys/hostile-flows',
    'H48: counts a visitor by where they come from, not by what they say of it',
  ),
  H49: tests(
    'infra/http-api',
    "lets scripts of the stage's origins read the headers of the contract, and remembers a preflight for an hour",
  ),
  H53: tests('journeys/hostile-inside', 'leave one line an event, each of it JSON, all of them'),
  H54: tests('journeys/hostile-inside', 'is refused with any bit of it turned over, all of them'),
} as const;

const withMore: Coverage = Object.fromEntries(
  Object.entries(fromTables).map(([id, entry]) => [
    id,
    { ...entry, by: [...entry.by, ...(more[id as keyof typeof more] ?? [])] },
  ]),
);

/** 3.1 to 3.4: bodies, queries, headers and cursors. */
export const requestCoverage: Coverage = {
  ...withMore,
  H14: row(
    'one person however a phone or an address is typed',
    tests(requests, 'H14: one person however a phone or an address is typed'),
  ),
  H23: row(
    'addresses that lead inside',
    tests('journeys/webhooks', 'refuse addresses inside of networks, and call none of them'),
    tests(
      'domain/webhooks/url',
      'is closed anywhere inside the private, local and reserved blocks, also where IPv6 wraps it',
    ),
    tests(
      'adapters/webhooks/post',
      'goes to exactly the addresses that were looked at, though the name leads elsewhere a moment later',
    ),
  ),
  H24: row(
    'text that is nearly something, at 64 KiB',
    tests('journeys/hostile-inside', 'is read in linear time as %s'),
  ),
  H28: row(
    'the 515 naughty strings',
    tests(
      'journeys/fuzz',
      'may hold any text: it comes back as it was sent, or it is refused',
      'are more than five hundred, each once',
    ),
  ),
  H43: row(
    'forged and misused tokens',
    tests(
      'journeys/tokens',
      'is refused, each with its status, on a route that reads and on one that writes',
    ),
    tests('functions/token-checks', 'with %s never reach the table'),
    tests('infra/http-api', 'has a ceiling, and logs each request as JSON without path, query or header'),
  ),
  H58: part(
    'a cursor of yesterday',
    'cursors are sealed by one root secret without rotation: a new secret ends all of them, which are 400 then as any other',
    tests('journeys/hostile-flows', 'H58: a cursor is good for a day and no longer'),
  ),
};
