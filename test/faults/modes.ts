import type { Call, Fault, Service } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';

/**
 * The ways in which a call can go wrong (F05-F24), each by its name. A mode makes the fault of one call, or `undefined` where the call is not of a
 * kind that can go wrong so. They are pure but for those that act on a worker.
 */
export type Mode = (call: Call) => Fault | undefined;

type Workers = Pick<LocalStack['workers'], 'kill' | 'freeze' | 'wake'>;

/** Answered `ms` real milliseconds late. */
export const delayed =
  (ms: number): Mode =>
  () => ({ kind: 'delay', ms });

/** Never applied; the connection is cut. */
export const lostBefore: Mode = () => ({ kind: 'dropBefore' });

/** Applied; its reply is lost. */
export const replyLost: Mode = () => ({ kind: 'dropAfter' });

/**
 * A transaction is applied, and its reply lost for so long that the repeat under the same token comes when the token is forgotten (ten minutes): the
 * condition fails by one's own write. For other calls `undefined`.
 */
export const lostForLong =
  (clock: Pick<LocalStack['clock'], 'advance'>): Mode =>
  ({ operation }) =>
    operation === 'TransactWriteItems'
      ? { kind: 'after', run: () => void clock.advance(TOKEN_MS) }
      : undefined;
const TOKEN_MS = 11 * 60_000;

/** Applied twice, as a network does that repeats. Objects are streamed and cannot be. */
export const duplicated: Mode = ({ service }) => (service === 's3' ? undefined : { kind: 'twice' });

/** Not applied, answered by an error of the service. */
export const failing =
  (code: string, status: number): Mode =>
  () => ({ kind: 'error', code, status });

/** How each service words that it has too much to do. Who is called outside just says 503. */
const throttles: Readonly<Record<Service, readonly [code: string, status: number]>> = {
  dynamodb: ['ProvisionedThroughputExceededException', 400],
  sqs: ['RequestThrottled', 403],
  s3: ['SlowDown', 503],
  events: ['ThrottlingException', 400],
  sns: ['Throttling', 400],
  email: ['TooManyRequestsException', 429],
  secrets: ['ThrottlingException', 400],
  cognito: ['TooManyRequestsException', 400],
  outbound: ['ServiceUnavailable', 503],
  callback: ['ServiceUnavailable', 503],
};

/** Not applied: too much to do. */
export const throttled: Mode = ({ service }) => {
  const [code, status] = throttles[service];
  return { kind: 'error', code, status };
};

/** A transaction that meets another one; for other calls `undefined`. */
export const conflicting: Mode = ({ operation, body }) => {
  if (operation !== 'TransactWriteItems') return undefined;
  const { TransactItems } = body as { TransactItems: readonly unknown[] };
  const reasons = TransactItems.map((_, n) => (n === 0 ? conflictReason : { Code: 'None' }));
  return {
    kind: 'error',
    code: 'TransactionCanceledException',
    status: 400,
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    more: { CancellationReasons: reasons },
  };
};
const conflictReason = {
  Code: 'TransactionConflict',
  Message: 'Transaction is ongoing for the item',
} as const;

/** One conflict where there can be one, otherwise too much to do: what a busy service says to each kind of call. */
export const busy: Mode = (call) => conflicting(call) ?? throttled(call);

/** The worker dies before its call takes effect, or after that and before it hears of it. */
export const killed =
  (when: 'before' | 'after', { kill }: Workers): Mode =>
  ({ accessKeyId }) => ({ kind: when, run: () => void kill(accessKeyId) });

/**
 * The worker stands still at its call, before or after that took effect, timers and all, until `done` is settled; then it goes on as if
 * nothing had been.
 */
export const standingStill =
  (when: 'before' | 'after', { freeze, wake }: Workers, done: () => Promise<unknown>): Mode =>
  ({ accessKeyId }) => ({
    kind: when,
    run: async () => {
      await freeze(accessKeyId);
      await done();
      wake(accessKeyId);
      return 'answer';
    },
  });
