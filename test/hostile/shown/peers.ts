import { type Coverage, none, part, row, tests } from './entry.ts';

const here = (...names: readonly string[]) => tests('journeys/regressions', ...names);
const links = here('sends links that cannot be guessed, in mail that follows nobody, and that end');
const flows = 'journeys/hostile-flows';
const noFiles = 'attachments are not built';

/** 4.5: holes that other help desks had, in the order of the list. */
export const peerCoverage: Coverage = {
  R01: row(
    'a search by number skips the check',
    here('finds a ticket by its number only for those who may see it'),
  ),
  R02: part(
    'a merge checks one side',
    'cases are not merged, customers are',
    here('merges customers only by who may merge, with both sides checked'),
  ),
  R03: row(
    'a customer’s card ignores teams',
    here('shows with an order or a customer only the cases that the reader may see'),
  ),
  R04: row(
    '“only assigned” is missing in edits and filters',
    here('limits agents to their teams in lists, counts, reading, changing, writing and giving away alike'),
  ),
  R05: row(
    'notes of others are edited',
    here('lets notes be edited by their author and by who leads, and by nobody else'),
  ),
  R06: row('a note is reached through another case', here('finds a part of a case only through that case')),
  R07: row(
    'replies by mail are unchecked',
    tests(
      'journeys/inbound-messages',
      'reply to a case of their own, never into somebody else’s',
      'are refused without the channel’s own signature, on channels that are none, and where a field is wrong',
    ),
  ),
  R08: row(
    'a reply from a new address changes the customer',
    tests('journeys/inbound-messages', 'reply to a case of their own, never into somebody else’s'),
  ),
  R09: row(
    '`customer_id` of another on create',
    here('opens a case in nobody else’s name, and ties it to no order of another'),
  ),
  R10: row(
    'links are unchecked on create',
    here('opens a case in nobody else’s name, and ties it to no order of another'),
  ),
  R11: none('links of attachments without a token', noFiles),
  R12: row('an address that tracks opening', links),
  R13: row(
    'an invitation never ends, an empty hash fits',
    tests(
      'local/pool/second-factor',
      'is too late after 72 hours; a new invitation makes the older one worthless',
    ),
    links,
  ),
  R14: row('a token that can be computed', links),
  R15: row(
    'a reset reveals accounts',
    tests('local/pool/second-factor', 'is asked for in the same words whether there is such a person or not'),
    tests(
      'journeys/sign-in',
      'is asked for in the same words whoever asks, and nobody gets a mail who has no account',
    ),
  ),
  R16: none('live channels matched by a pattern', 'there are no live channels'),
  R17: row(
    'the server calls addresses of callers',
    tests('journeys/webhooks', 'refuse addresses inside of networks, and call none of them'),
    tests('adapters/webhooks/post', 'is not made to %s'),
  ),
  R18: row(
    'HTML in replies, forms and pages',
    links,
    tests('app/surveys/answer', 'escapes whatever the customer wrote'),
    tests(flows, 'H86, H88, H89: what a mail brings stays one line, one message, and text'),
  ),
  R19: row(
    'line breaks in addresses and lines',
    here('keeps no line break in an address, a name or a subject'),
  ),
  R20: part(
    'uploads without a limit',
    `${noFiles}; files for imports are the administrators’`,
    tests('journeys/imports', 'are the administrators’, and name what they do not know'),
  ),
  R21: none('a script in an SVG', noFiles),
  R22: row(
    'tries of one-time passwords not counted together',
    tests(
      'local/pool/second-factor',
      'refuses a wrong code the same way twice, and counts fifty at once as five tries with the password',
    ),
  ),
  R23: row(
    'tokens in logs, visitors without a limit',
    here('writes no token, no personal value and no words of a message into its logs'),
    tests(flows, 'H48: counts a visitor by where they come from, not by what they say of it'),
  ),
  R24: row(
    'a passing error makes a second contact',
    here('makes one customer of one person however often a form is sent again'),
  ),
  R25: row(
    'replies and assignment by who is no agent',
    here('lets nobody answer or hand on cases who doesn’t work on them'),
  ),
  R26: row('a link that is good for ever', links),
};
