import { type Coverage, none, part, row, tests } from './entry.ts';

const flows = 'journeys/hostile-flows';
const inbound = 'journeys/inbound-messages';
const orders = 'journeys/inbound-orders';
const signature = 'functions/webhook-signature';
const oneMail = tests(flows, 'H86, H88, H89: what a mail brings stays one line, one message, and text');
const noMime =
  'mail comes as JSON of the channel `email`, signed by the system that received it; MIME is read by nobody here';

/** 3.6 to 3.9: mail, surveys, webhooks, and what can be done by many good requests. */
export const channelCoverage: Coverage = {
  H82: part(
    'replies into somebody else’s case',
    'a reply goes by the customer and the case’s id, both of which have to fit; there are no reply tokens',
    tests(inbound, 'reply to a case of their own, never into somebody else’s'),
  ),
  H83: row(
    'mail from the address of an agent',
    tests(inbound, 'never speak for staff, whoever’s address they come from'),
  ),
  H84: row(
    'a reply from an address that is new',
    tests(
      inbound,
      'reply to a case of their own, never into somebody else’s',
      'end in one case and one customer when the first ones come at once',
    ),
  ),
  H85: part(
    'loops of automatic replies',
    'nothing is answered automatically, so a loop cannot close',
    tests(flows, 'H85, H91: two help desks that answer each other end in one case and no mail'),
  ),
  H86: part('line breaks, many recipients, no sender', noMime, oneMail),
  H87: none('MIME that is nested, broken or huge', noMime),
  H88: row(
    'a message twice, or without a name',
    oneMail,
    tests(inbound, 'are taken once: by the delivery’s id, and by the channel’s own id of the message'),
  ),
  H89: row(
    'HTML in mail',
    oneMail,
    tests(
      'journeys/personal-data',
      'shows a number in a subject whole to who may reveal phones, masked to others, and masked to all in lists',
    ),
  ),
  H90: part(
    'card and identity numbers in messages',
    'the contract wants them masked in every answer and kept whole, sealed, not masked before the first write',
    tests('journeys/contract-details', 'masks numbers in text to all but roles that may reveal phones'),
    tests('adapters/personal-data', 'lie there in no item, in no index and in no data key'),
  ),
  H91: row(
    'a flood of bounces into one case',
    tests(flows, 'H85, H91: two help desks that answer each other end in one case and no mail'),
    tests(
      inbound,
      'go on in the same case while it is open, also by twenty at once, and wake one that waits',
    ),
  ),
  H92: row(
    'guessed links of surveys',
    tests(flows, 'H92: guessed links of surveys are 404 alike, and after 20 a minute 429'),
    tests('app/surveys/dispatch', 'stores no token, only its SHA-256'),
  ),
  H93: row(
    'answers again, at once, too late',
    tests(
      'app/surveys/answer',
      'has one first answer of fifty at once; the others amend it',
      'amends within 72 hours of the first answer, keeps every version, and is locked after that',
      'knows only links that were sent',
    ),
    tests(
      'journeys/surveys',
      'takes one of many answers at once as the first and loses none of those it confirmed',
      'reminds the silent once after three days and ends after fourteen with 410',
    ),
  ),
  H94: row(
    'answers that are none, and links that scanners open',
    tests(flows, 'H94: an answer that is none is refused, and looking at a link uses nothing up'),
    tests(
      'app/surveys/answer',
      'refuses scores that are none, and names unknown fields',
      'shows no name, address, number or subject, and runs no script',
    ),
  ),
  H95: row(
    'signatures that are none',
    tests(
      signature,
      'is refused with %s',
      'is found among five, in any place, and not among more',
      'is never taken from noise',
    ),
  ),
  H96: row(
    'another body than was signed',
    tests(
      signature,
      'is refused with %s',
      'is that of the bytes, also where the gateway passes them on in base64',
    ),
  ),
  H97: row('another time than now', tests(signature, 'is refused with %s')),
  H98: row(
    'a delivery again',
    tests(orders, 'are taken without a token, and a repeat of a delivery is answered the same'),
  ),
  H99: row(
    'a secret of another feed',
    tests(
      orders,
      'are refused with the secret of another feed, and with a bearer token instead of a signature',
    ),
    tests(
      inbound,
      'are refused without the channel’s own signature, on channels that are none, and where a field is wrong',
    ),
  ),
  H100: row(
    'keys that are rotated',
    tests(orders, 'go on without a refusal while the secret is rotated, and the former one ends with it'),
    tests(signature, 'tells which of the two living secrets signed'),
  ),
  H101: row(
    'deliveries in reverse, of unknown kind, too large',
    tests('journeys/hostile-requests', '$id: $title'),
    tests(
      orders,
      'end in the newest account when they arrive in reverse',
      'say which field is wrong, to who has signed',
    ),
  ),
  H102: row('an id with the sign that separates', tests(signature, 'is refused with %s')),
  H103: row(
    'receivers that are slow, redirect, are gone, or never end',
    tests(
      'adapters/webhooks/post',
      'waits no longer than its time for an answer, or for the rest of one',
      'reads no more than 64 KiB of an answer without end',
      'is not made where a name leads to %s',
    ),
    tests('journeys/webhooks', 'are disabled by a 410, paused by hand, and go on where they stopped'),
  ),
  H104: row(
    'what is told to others',
    tests('events/webhook-payloads', 'would be found out with a text that could hold anything'),
  ),
  H105: part(
    'a flood of forms in the names of others',
    'a form is answered by no mail at all; surveys follow an answer of a person only',
    tests(
      flows,
      'H105: a flood of forms with other people’s addresses sends no mail to any of them',
      'H48: counts a visitor by where they come from, not by what they say of it',
    ),
  ),
  H106: part(
    'reveals beyond the quota',
    'who leads is told by the trail, not by a message of its own',
    tests(
      'journeys/reveals',
      'end for the day at the limit, and begin again at midnight of the organisation',
      'never exceed the limit when they are asked for at once',
      'are for roles that may, one record at a time, and both outcomes are on record with their purpose',
    ),
  ),
  H107: part(
    'exports in slices',
    'a second person’s approval (`twoPersonAbove`) is not built; every export is recorded with its filter, and its file masked as the role is',
    tests('journeys/exports', 'are for roles that may read the same, and refusals are recorded'),
  ),
  H108: row(
    'customers beyond their measure',
    tests(
      flows,
      'H108: a customer can neither go on in a closed case, nor hurry beyond their measure, nor manage staff',
    ),
  ),
  H109: part(
    'clocks that are stopped for show',
    'any public message of staff stops the first clock (semantics, Who counts); a reply of one sign is seen in the trail, not judged',
    tests(
      'journeys/first-case',
      'shows in the figures which deadlines were kept, which were missed, and why',
    ),
    tests('journeys/audit', 'follows a case through every kind of request'),
  ),
  H110: part(
    'the last administrator, one’s own role, the trail, the only key',
    'the rule of two persons is not built',
    tests(flows, 'H110: nobody takes the last administrator, their own rights, or the shipped roles away'),
    tests('app/people/people', 'is left when two administrators disable each other at once'),
    tests('infra/audit', 'may be added to by $id, and changed or deleted by nobody'),
  ),
};
