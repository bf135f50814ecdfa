import { type Coverage, none, part, row, tests } from './entry.ts';

const matrix = 'journeys/matrix';
const peers = 'journeys/regressions';
const requests = 'journeys/hostile-requests';
const inside = 'journeys/hostile-inside';
const build = 'journeys/hostile-build';
const planted = tests(
  'journeys/planted',
  'are found nowhere but in answers to those who may see them, and nowhere at all after erasure',
);
const templates = tests(
  'infra/checks',
  'pass AwsSolutions, Serverless, our own checks and those of CloudFormation',
);

/** 4.1: the requirements. */
export const securityCoverage: Coverage = {
  S01: row(
    'nothing is open unless it says so',
    tests(
      'contracts/personal-values',
      'without a permission, or with one that isn’t named, does not compile',
    ),
    tests(
      'infra/http-api',
      'asks for a token with one of two scopes wherever the contract does not say public',
    ),
  ),
  S02: row(
    'a matrix of every route by every caller',
    tests(
      matrix,
      'has at least 1,500 cells, of every route by every caller',
      'lets through whom role, scope and ownership let through, and nobody else',
    ),
  ),
  S03: part(
    'what is another’s is not there',
    'the time an answer takes is not compared: refusals are decided on records that are read together either way',
    tests(
      peers,
      'shows one customer nothing of what another could read, and lets them repeat none of their writes',
    ),
    tests(matrix, 'says the same of what is another’s as of what is not there, byte for byte'),
  ),
  S04: none('tenants', 'one deployment serves one organisation; nothing in a request names one'),
  S05: row(
    'references are authorised again',
    tests(requests, '$id: $title'),
    tests(peers, 'opens a case in nobody else’s name, and ties it to no order of another'),
  ),
  S06: row(
    'fields by role, in and out',
    tests(
      matrix,
      'shows no caller what is personal of another, nor numbers in texts to those who may not reveal them',
    ),
    tests('contracts/routes', 'refuses fields that it does not know, in queries and bodies'),
  ),
  S07: row(
    'notes never reach customers',
    tests(matrix, 'keeps the words of the desk from customers, visitors and holders of a link'),
    tests('events/webhook-payloads', 'would be found out with a text that could hold anything'),
  ),
  S08: row(
    'tokens are checked again inside',
    tests('functions/token-checks', 'with %s never reach the table'),
    tests(
      'journeys/sign-in',
      'is refused at the next request, cannot sign in, and signs in again when they come back',
    ),
  ),
  S09: row(
    'second factor, fresh sign-in, lock-out',
    tests(
      'functions/token-checks',
      'asks for a second factor, by the token or as the pool has confirmed for this sign-in',
      'asks for a sign-in of at most ten minutes ago',
    ),
    tests('local/pool/sign-in', 'counts fifty guesses at once as five'),
    tests('infra/sign-in', 'offers one-time passwords in dev and requires them in prod'),
  ),
  S10: row(
    'a change of role counts at once',
    tests('journeys/tokens', 'counts at the next request, whatever the token says'),
  ),
  S11: none(
    'approval by two persons',
    'the setting `twoPersonAbove` is not built; what it would guard is the administrator’s alone, needs a fresh sign-in, and is recorded',
  ),
  S12: row(
    'one role a function, nothing spare',
    tests(
      'infra/access',
      'holds no wildcard action in %s',
      'lets $id write items of its families and of no other',
      'names its resources, but for traces and text messages, which have none',
    ),
  ),
  S13: row(
    'nobody changes the trail',
    tests('infra/audit', 'may be added to by $id, and changed or deleted by nobody'),
    tests('infra/rights', 'is any change of the trail, and nothing that is added to it'),
  ),
  S14: row(
    'encrypted at rest with keys of the customer',
    tests(
      'infra/data',
      "is under the customer's key where the stage says so",
      "are under the customer's key in prod, but for the log that S3 writes itself",
    ),
    tests('infra/queues', "are under the customer's key in prod", 'are encrypted and refuse plain HTTP'),
    templates,
  ),
  S15: row(
    'fields sealed for their person',
    tests(
      'adapters/personal-data',
      'lie there in no item, in no index and in no data key',
      "opens in no other item: not in another message of the case, another customer's record, or under other names",
    ),
    tests('adapters/vault/seal', 'does not open when any one bit of it was changed'),
  ),
  S16: row(
    'lookups by keyed digests',
    tests(
      'app/customers/customers',
      'keeps personal values out of every key, but for the name that search entries begin with',
    ),
    tests(
      'adapters/personal-data',
      'are nothing without the root secret: another one opens none and is not taken for an erasure',
    ),
  ),
  S17: row(
    'a deleted key opens no copy',
    tests(
      'adapters/personal-data',
      'leaves nothing that opens, neither now nor in what was copied before, while others stay whole',
    ),
    tests('journeys/restores', 'stays erased whatever is restored'),
  ),
  S18: row(
    'secrets in their store only, two at once',
    tests('infra/data', 'are made by the service, long, and nowhere in a template'),
    tests(
      'journeys/inbound-orders',
      'go on without a refusal while the secret is rotated, and the former one ends with it',
    ),
  ),
  S19: row(
    'masked at the edge, by type',
    tests(
      'contracts/personal-values',
      'of customers are taken from nothing but the mask: a stored record is no answer',
      'are only where somebody decided how they are shown',
    ),
  ),
  S20: row(
    'masks that take anything',
    tests(
      'domain/customers/mask',
      '%s takes any text and leaves what it has masked as it is',
      'leaves no phone, card or identity number whole',
      'says nothing of how long the rest is',
    ),
    tests('domain/customers/mask-text', 'masks a phone wherever it stands, and nothing else of the text'),
  ),
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
