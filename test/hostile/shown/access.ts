import { type Coverage, none, part, row, tests } from './entry.ts';

const matrix = 'journeys/matrix';
const peers = 'journeys/regressions';
const requests = 'journeys/hostile-requests';
const templates = tests(
  'infra/checks',
  'pass AwsSolutions, Serverless, our own checks and those of CloudFormation',
);

/** 4.1, S01 to S20: who may do what, and how data is kept. */
export const accessCoverage: Coverage = {
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
    tests('journeys/hostile-build', 'lie in no file of the project, and in nothing that is shipped'),
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
};
