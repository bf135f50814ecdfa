import type { CfnResource } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { type Check, compliant, NOT_APPLICABLE, referred, resolved, resourcesOf } from './check.ts';

/** AWS: a queue must hide a message for six times the time a function may take, so that a slow batch is not handed out twice. */
const VISIBILITY_FACTOR = 6;
const DEAD_LETTER_SECONDS = 14 * 86_400;
const DEFAULT_RETENTION_SECONDS = 4 * 86_400;

type Redrive = { deadLetterTargetArn?: unknown; maxReceiveCount?: number };
const redriveOf = (queue: CfnQueue): Redrive | undefined =>
  resolved(queue, queue.redrivePolicy) as Redrive | undefined;

const sourceQueue = (node: CfnResource): CfnQueue | undefined => {
  const source = node instanceof CfnEventSourceMapping ? referred(node, node.eventSourceArn) : undefined;
  return source instanceof CfnQueue ? source : undefined;
};

/** Queues of the stack whose dead letters end here. */
const feeders = (queue: CfnQueue): CfnQueue[] =>
  resourcesOf(Stack.of(queue))
    .filter((other) => other instanceof CfnQueue)
    .filter((other) => referred(other, redriveOf(other)?.deadLetterTargetArn) === queue);

export const queueChecks: readonly Check[] = [
  {
    id: 'ScheduleFailures',
    info: 'The schedule has no failure queue or no retry policy of its own.',
    explanation:
      'EventBridge Scheduler drops a start that failed; without a failure queue nobody learns of it.',
    rule: (node) => {
      if (!(node instanceof CfnSchedule)) return NOT_APPLICABLE;
      const { deadLetterConfig, retryPolicy } = resolved(node, node.target) as CfnSchedule.TargetProperty;
      const { maximumEventAgeInSeconds, maximumRetryAttempts } = (retryPolicy ??
        {}) as CfnSchedule.RetryPolicyProperty;
      return compliant(
        (deadLetterConfig as CfnSchedule.DeadLetterConfigProperty | undefined)?.arn !== undefined &&
          maximumEventAgeInSeconds !== undefined &&
          maximumRetryAttempts !== undefined,
      );
    },
  },
  {
    id: 'QueueVisibility',
    info: 'The queue shows a message again before six times the timeout of its function and the batching window have passed.',
    explanation: 'A batch that is slow but alive would be handed out a second time.',
    rule: (node) => {
      const queue = sourceQueue(node);
      if (!queue || !(node instanceof CfnEventSourceMapping)) return NOT_APPLICABLE;
      const target = referred(node, node.functionName);
      const timeout = target instanceof CfnFunction ? (target.timeout ?? 3) : Number.POSITIVE_INFINITY;
      return compliant(
        (queue.visibilityTimeout ?? 30) >=
          VISIBILITY_FACTOR * timeout + (node.maximumBatchingWindowInSeconds ?? 0),
      );
    },
  },
  {
    id: 'RedriveCount',
    info: 'The queue feeds a function and does not put messages aside after 5 to 10 tries.',
    explanation:
      'Fewer tries turn a short disturbance into dead letters; without a limit one bad message is tried for days.',
    rule: (node) => {
      const queue = sourceQueue(node);
      if (!queue) return NOT_APPLICABLE;
      const count = redriveOf(queue)?.maxReceiveCount ?? 0;
      return compliant(count >= 5 && count <= 10);
    },
  },
  {
    id: 'DeadLetterRetention',
    info: 'Dead letters are not kept for 14 days, or not longer than their source keeps messages.',
    explanation:
      'A message keeps its age when it becomes a dead letter; it could vanish before anybody looked.',
    rule: (node) => {
      if (!(node instanceof CfnQueue)) return NOT_APPLICABLE;
      const sources = feeders(node);
      if (sources.length === 0) return NOT_APPLICABLE;
      const kept = node.messageRetentionPeriod ?? DEFAULT_RETENTION_SECONDS;
      return compliant(
        kept === DEAD_LETTER_SECONDS &&
          sources.every((source) => (source.messageRetentionPeriod ?? DEFAULT_RETENTION_SECONDS) < kept),
      );
    },
  },
  {
    id: 'PartialBatches',
    info: 'The function cannot report single messages of a batch as failed.',
    explanation: 'One bad message would bring back its whole batch, and what was done would be done again.',
    rule: (node) =>
      sourceQueue(node) && node instanceof CfnEventSourceMapping
        ? compliant((node.functionResponseTypes ?? []).includes('ReportBatchItemFailures'))
        : NOT_APPLICABLE,
  },
  {
    id: 'ConsumerConcurrency',
    info: 'Nothing limits how many instances of the consumer run at once.',
    explanation: 'A full queue could take all of the account and starve the API.',
    rule: (node) => {
      if (!(node instanceof CfnEventSourceMapping)) return NOT_APPLICABLE;
      const target = referred(node, node.functionName);
      const reserved = target instanceof CfnFunction && target.reservedConcurrentExecutions !== undefined;
      const { maximumConcurrency } = (resolved(node, node.scalingConfig) ??
        {}) as CfnEventSourceMapping.ScalingConfigProperty;
      return compliant(
        reserved ||
          (sourceQueue(node) ? maximumConcurrency !== undefined : node.parallelizationFactor !== undefined),
      );
    },
  },
];
