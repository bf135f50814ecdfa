import { type Coverage, part, row, tests } from './entry.ts';

const caught = tests('infra/checks', '$rule catches $what', '$rule has nothing against $what');

/** 4.2: the rules of our own about templates, each of them seen to catch and to let pass. */
export const templateCoverage: Coverage = {
  N01: row('schedules have a failure queue and a policy of retries (ScheduleFailures)', caught),
  N02: row(
    'visibility is six times the timeout and the window (QueueVisibility)',
    caught,
    tests(
      'infra/queues',
      'hides a message for six times the time its worker may take, and the batching window',
    ),
  ),
  N03: row('5 to 10 tries (RedriveCount)', caught),
  N04: row('dead letters are kept for 14 days, longer than their source (DeadLetterRetention)', caught),
  N05: row('single messages of a batch may fail (PartialBatches)', caught),
  N06: row('consumers are limited (ConsumerConcurrency)', caught),
  N07: row('logs are kept, those of access and trail for 180 days (LogRetention)', caught),
  N08: row('the table is protected (TableProtection)', caught),
  N09: row('buckets are protected, that of the trail locked (BucketProtection)', caught),
  N10: row('routes need a token with a scope (RouteTokens)', caught),
  N11: row('the stage has limits and a log (StageLimits)', caught),
  N12: row('functions have one shape (FunctionShape)', caught),
  N13: row('no secret is a variable (NoSecretsInEnvironment)', caught),
  N14: row('everything is watched (Watched)', caught),
  N15: row('what holds data outlives its stack (Retained)', caught),
  N16: part(
    'no action by a wildcard; acceptances with a reason, where they are (NoWildcardActions)',
    'acceptances have no date of expiry: one that nothing needs any more fails by itself',
    caught,
    tests(
      'infra/checks',
      'with a reason that says something',
      'where it is, never for a whole stack',
      'accepts in %s only findings that are there, each for a reason',
    ),
  ),
};
