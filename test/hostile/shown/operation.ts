import { type Coverage, none, part, row, tests } from './entry.ts';

const peers = 'journeys/regressions';
const requests = 'journeys/hostile-requests';
const inside = 'journeys/hostile-inside';
const build = 'journeys/hostile-build';
const planted = tests(
  'journeys/planted',
  'are found nowhere but in answers to those who may see them, and nowhere at all after erasure',
);

/** 4.1, S21 to S42: what is shown, recorded, sent and shipped. */
export const operationCoverage: Coverage = {
  S21: part(
    'reveals, one at a time',
    'whether a case must be named is a setting; there is no limit of 50 before that of 200',
    tests(
      'journeys/reveals',
      'are for roles that may, one record at a time, and both outcomes are on record with their purpose',
      'end for the day at the limit, and begin again at midnight of the organisation',
      'need a case of that customer where the setting asks for one',
    ),
  ),
  S22: part(
    'exports of what is needed',
    'a watermark is in PDF only, in the foot of each page',
    tests(
      'journeys/exports',
      'are their maker’s and the administrators’',
      'give a link that lives five minutes, afresh at each look',
    ),
    tests('adapters/pdf/documents-worker', 'tells in the foot of every page who asked for it'),
  ),
  S23: row(
    'logs of ids and words only',
    tests(
      'journeys/hostile-texts',
      'holds places in the code, and no line of its message, however that looks',
    ),
    tests(peers, 'writes no token, no personal value and no words of a message into its logs'),
    tests(requests, 'leave each one line in a log, with its code, and nothing of what came in'),
  ),
  S24: row('planted people', planted),
  S25: row(
    'a log of one line an event',
    tests(inside, 'leave one line an event, each of it JSON, all of them'),
  ),
  S26: row(
    'a trail that shows every change',
    tests(
      'app/audit/sealed-trail',
      'finds any single record that was changed, removed, inserted or moved, sealed or not',
    ),
    tests(
      'infra/audit',
      'is kept for 400 days, longer than the 180 that the law asks for, and so are its locked objects and the access log',
    ),
  ),
  S27: row(
    'erasure everywhere',
    tests(
      'journeys/privacy',
      'at once from the record and from whatever finds it, and asked again the answer is the same',
      'from every case, whose figures stay, and says when it is done',
    ),
    planted,
  ),
  S28: row(
    'a copy of everything',
    tests(
      'journeys/privacy',
      'whole, page by page, with the numbers of others masked',
      'by customers of themselves and by administrators of anyone, and every copy is recorded',
    ),
  ),
  S29: row(
    'consent is asked at sending',
    tests('journeys/privacy', 'and a withdrawal stops a survey that was already on its way'),
    tests('app/surveys/dispatch', 'asks for consent when sending, not when reserving'),
  ),
  S30: row(
    'what goes by rule',
    tests(
      'journeys/privacy',
      'but for what is held: words of closed cases first, then whoever was not seen for long',
    ),
    tests(
      'domain/customers/privacy-rules',
      'do nothing to whoever is held, nor while none is set',
      'never come early, and look again before anything else can be due',
    ),
  ),
  S31: row(
    'nothing leaves the region',
    tests(
      'infra/stages',
      'sends no data to another region',
      'names no partition, so that it can be deployed to any',
    ),
  ),
  S32: row(
    'sealed cursors',
    tests(inside, 'is refused with any bit of it turned over, all of them'),
    tests(requests, '$id: $title'),
  ),
  S33: part(
    'links that end',
    'there are no reply tokens',
    tests(peers, 'sends links that cannot be guessed, in mail that follows nobody, and that end'),
    tests('app/surveys/dispatch', 'stores no token, only its SHA-256'),
  ),
  S34: row(
    'secrets of webhooks, compared in constant time',
    tests(build, 'are compared in constant time only'),
    tests('journeys/webhooks', 'sign with two secrets for a day when one takes over'),
  ),
  S35: part(
    'rates by caller and address',
    'the caller is what is measured; there is no second measure by route or case, but for `/v1/changes`',
    tests('journeys/contract-details', 'measures limits by the settings of this moment'),
    tests(
      'journeys/hostile-flows',
      'H48: counts a visitor by where they come from, not by what they say of it',
    ),
  ),
  S36: row(
    'calls to the outside',
    tests('adapters/webhooks/post', 'is not made to %s', 'is not made where a name leads to %s'),
    tests('journeys/webhooks', 'refuse addresses inside of networks, and call none of them'),
  ),
  S37: part(
    'packages',
    'whether an advisory reaches us is asked of a registry, not by a test',
    tests(
      build,
      'are pinned by digest, every one of them',
      'are none of those that are known to do harm',
      'are named by exact versions',
    ),
  ),
  S38: row(
    'no prototype is ever reached',
    tests(inside, 'is refused and leaves all objects as they were, however deep and whatever beside it'),
    tests('domain/settings/settings', 'never reaches a prototype'),
  ),
  S39: row(
    'faults say nothing',
    tests(
      inside,
      'is answered 500 in one shape that says nothing of it, 1,000 of 1,000, and logged without what it said',
    ),
  ),
  S40: row(
    'safe headers on every route',
    tests(requests, 'S40: every route answers fools and strangers in one shape, with safe headers'),
  ),
  S41: row(
    'nothing for tests is shipped',
    tests(
      build,
      'holds nothing that was made for tests',
      'would be caught with a door for tests',
      'is told by no template to do without limits or to call this machine',
    ),
  ),
  S42: none(
    'a role to break glass',
    'operators come in by the organisation’s own AWS roles, which are not this product’s',
  ),
};
