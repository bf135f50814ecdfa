import type { Fault, FaultPlan } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';
import type { Random } from './random.ts';

export type Disturbance = {
  /** Workers still to be killed, at random calls to an engine, before or after the call takes effect. */
  killsLeft: number;
  readonly killedAt: string[];
  /** Messages delivered to the two queues, copies included. */
  deliveries: number;
  /** Sends again what only one sweep has sent, so that every message comes at least twice. */
  repeatSingles(): void;
};

const mortal: ReadonlySet<string> = new Set([
  'kefu-dev-workers-ticket-escalations',
  'kefu-dev-workers-survey-dispatch',
  'kefu-dev-workers-notifications',
  'kefu-dev-schedules-sla-sweep',
  'kefu-dev-schedules-survey-due',
]);

const doubled: readonly string[] = ['ticket-escalations', 'survey-dispatch'];
const killShare = 0.02;
const conflictShare = 0.05;

const conflict: Fault = {
  kind: 'error',
  code: 'TransactionCanceledException',
  status: 400,
  message:
    'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]',
  more: { CancellationReasons: [{ Code: 'TransactionConflict' }] },
};

type Part = Record<
  string,
  { ConditionExpression?: string; ExpressionAttributeValues?: unknown; ExpressionAttributeNames?: unknown }
>;

/** The same transaction without any condition: what a forgotten condition would do. */
const unconditional = (body: unknown): unknown => {
  const { TransactItems, ...rest } = body as { TransactItems: Part[] };
  return {
    ...rest,
    TransactItems: TransactItems.filter((part) => !part['ConditionCheck']).map((part) => {
      const put = part['Put'];
      if (!put) return part;
      const {
        ConditionExpression: _,
        ExpressionAttributeValues: __,
        ExpressionAttributeNames: ___,
        ...bare
      } = put;
      return { Put: bare };
    }),
  };
};

/**
 * Disturbs a running stack: every message of the two queues (the same timer of the same case) is delivered two to five times in shuffled
 * order, by several sweeps or by copies; workers die at random calls, some transactions meet a conflict. With `sabotage` the conditions of
 * all transactions are taken out.
 */
export const disturb = (stack: LocalStack, random: Random, kills: number, sabotage: boolean): Disturbance => {
  const deliveries = new Map<string, { queue: string; count: number }>();
  const send = (queue: string, bodies: readonly string[]): void => {
    state.deliveries += bodies.length;
    for (const body of random.shuffled(bodies)) stack.engines.queues.send(`kefu-dev-${queue}`, body);
  };
  const state: Disturbance = {
    killsLeft: kills,
    killedAt: [],
    deliveries: 0,
    repeatSingles() {
      for (const [body, one] of deliveries) {
        if (one.count > 1) continue;
        one.count++;
        send(one.queue, [body]);
      }
    },
  };

  /** Three sweeps send most messages three times by themselves; the first to send one adds up to two more. */
  const copy = (queue: string, bodies: readonly string[]): void => {
    state.deliveries += bodies.length;
    const again: string[] = [];
    for (const body of bodies) {
      const before = deliveries.get(body)?.count ?? 0;
      const extra = before === 0 ? random.below(3) : 0;
      deliveries.set(body, { queue, count: before + 1 + extra });
      again.push(...Array<string>(extra).fill(body));
    }
    send(queue, again);
  };

  const plan: FaultPlan = ({ service, operation, accessKeyId, body }) => {
    const name = stack.workers.functionOf(accessKeyId) ?? '';
    if (service === 'sqs' && operation === 'SendMessageBatch') {
      const { QueueUrl, Entries } = body as { QueueUrl: string; Entries: { MessageBody: string }[] };
      const queue = doubled.find((each) => QueueUrl.endsWith(each));
      if (queue)
        copy(
          queue,
          Entries.map(({ MessageBody }) => MessageBody),
        );
    }
    if (mortal.has(name) && state.killsLeft > 0 && random.next() < killShare) {
      state.killsLeft--;
      state.killedAt.push(`${name} ${operation}`);
      return {
        kind: random.next() < 0.5 ? 'before' : 'after',
        run: () => void stack.workers.kill(accessKeyId),
      };
    }
    if (operation !== 'TransactWriteItems') return undefined;
    if (mortal.has(name) && random.next() < conflictShare) return conflict;
    return sabotage ? { kind: 'rewrite', body: unconditional } : undefined;
  };
  stack.engines.setFaults(plan);
  return state;
};
