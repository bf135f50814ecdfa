import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { streamIds } from '../functions.ts';
import { type Alarm, beyond, FAILURES, type Watched } from './alarm.ts';
import * as metrics from './metrics.ts';

/** Half an hour of facts can wait in the stream before anybody notices; five minutes are already unusual. */
const MAX_ITERATOR_AGE_MS = 300_000;

/** Facts that reach others late. */
export const streams = ({ nameOf }: Watched): Alarm[] =>
  streamIds.map((id) => ({
    ...beyond,
    id: `${id}-behind`,
    metric: metrics.functionMetric(nameOf(`streams-${id}`), 'IteratorAge', Stats.MAXIMUM),
    threshold: MAX_ITERATOR_AGE_MS,
    periods: 1,
    symptom: `${id} is more than five minutes behind the table`,
    impact: FAILURES['stream-failures'],
    runBook: 'stream-behind',
    essential: false,
  }));

const CONFLICTS_IN_FIVE_MINUTES = 50;

/** What the table cannot take. */
export const table = ({ tableName }: Watched): Alarm[] => [
  {
    ...beyond,
    id: 'table-throttled',
    metric: metrics.tableMetric(tableName, 'ThrottledRequests'),
    threshold: 1,
    periods: 2,
    symptom: `${tableName} refuses requests: a key or an index is too hot`,
    impact: 'requests are slow or fail with 503',
    runBook: 'table-throttled',
    essential: false,
  },
  {
    ...beyond,
    id: 'table-errors',
    metric: metrics.tableMetric(tableName, 'SystemErrors'),
    threshold: 5,
    periods: 2,
    symptom: `DynamoDB answers requests to ${tableName} with errors of its own`,
    impact: 'requests are slow or fail with 503',
    runBook: 'table-errors',
    essential: false,
  },
  {
    ...beyond,
    id: 'table-conflicts',
    metric: metrics.conflicts(tableName),
    threshold: CONFLICTS_IN_FIVE_MINUTES,
    periods: 2,
    symptom: `Transactions on ${tableName} get in each other's way`,
    impact: 'writes are repeated, some clients are asked to try again',
    runBook: 'table-conflicts',
    essential: false,
  },
];

/** 80 % of the thousand concurrent executions that an account gets at first. */
const MAX_CONCURRENCY = 800;
const REFUSED_SIGN_INS = 20;

/** What is watched for the account as a whole, and its sign-in. */
export const account = ({ signIn }: Watched): Alarm[] => [
  {
    ...beyond,
    id: 'concurrency',
    metric: metrics.accountConcurrency(),
    threshold: MAX_CONCURRENCY,
    periods: 3,
    symptom: `More than ${MAX_CONCURRENCY} functions run at once in the account`,
    impact: 'soon requests are refused with 503',
    runBook: 'concurrency',
    essential: false,
  },
  {
    ...beyond,
    // No function has a share of its own: they are all refused for the same reason, and one alarm tells it.
    id: 'functions-throttled',
    metric: metrics.accountThrottles(),
    threshold: 1,
    periods: 1,
    symptom: 'Lambda refused to run functions: the account has used up its concurrency',
    impact: 'requests are refused with 503, queues and streams wait',
    runBook: 'function-throttled',
    essential: false,
  },
  ...(signIn === undefined
    ? []
    : [
        {
          ...beyond,
          id: 'sign-in-failures',
          metric: metrics.failedSignIns(signIn.userPoolId, signIn.clientId),
          threshold: REFUSED_SIGN_INS,
          periods: 1,
          symptom: `${REFUSED_SIGN_INS} sign-ins were refused within five minutes`,
          impact: 'somebody may be guessing passwords, or staff cannot sign in',
          runBook: 'sign-in-failures',
          essential: false,
        } satisfies Alarm,
      ]),
];
