import type { Fault, FaultPlan } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import { unconditional } from './unconditional.ts';
import type { Watch } from './watch.ts';

export type Trouble = {
  /** Workers still to be killed. */
  readonly killsLeft: () => number;
  readonly killed: ReadonlyMap<string, number>;
  readonly conflicts: () => number;
  readonly deliveries: Deliveries;
  /** Begins a round: one of its sweeps dies at one of its next calls, and so many workers at others. */
  readonly round: (kills: number) => void;
  readonly stop: () => void;
};

export type TroubleOptions = {
  readonly kills: number;
  /** Calls between two kills, about. */
  readonly gap: number;
  readonly sabotage: boolean;
};

const PREFIX = 'kefu-dev-';
/** Whoever dies in the campaign: the sweeps and the workers, the stream's consumer, and the functions behind the API. */
const mortal: ReadonlySet<string> = new Set([
  'workers-ticket-escalations',
  'workers-survey-dispatch',
  'workers-notifications',
  'schedules-sla-sweep',
  'schedules-survey-due',
  'streams-publish-changes',
  'http-tickets',
]);
const CONFLICTS = 0.3;
const SKEW_MS = 5 * 60_000;
const LAG_MS = 60_000;
/** A sweep makes about so many calls: the marks, each shard, what it sends. */
const SWEEP_CALLS = 12;

const conflict: Fault = {
  kind: 'error',
  code: 'TransactionCanceledException',
  status: 400,
  message:
    'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]',
  more: { CancellationReasons: [{ Code: 'TransactionConflict' }] },
};

/**
 * Disturbs a running stack: workers die at random calls, before or after these take effect; three transactions in ten meet a conflict; every
 * worker's clock is up to five minutes off; indexes follow up to a minute late; messages come two to five times. With `sabotage` the conditions
 * of all transactions are taken out.
 */
export const disturb = (
  stack: LocalStack,
  tools: { readonly random: Random; readonly history: History; readonly watch: Watch },
  { kills, gap, sabotage }: TroubleOptions,
): Trouble => {
  const { random, history, watch } = tools;
  const deliveries = createDeliveries(stack, random, history);
  const killed = new Map<string, number>();
  const skews = new Map<string, number>();
  let left = kills;
  let inRound = 0;
  let until = 0;
  let sweepUntil = 0;
  let conflicts = 0;

  const nextGap = (): number => 1 + random.below(2 * gap);
  const skewed = (accessKeyId: string): void => {
    if (skews.has(accessKeyId)) return;
    const ms = Math.round((2 * random.next() - 1) * SKEW_MS);
    skews.set(accessKeyId, ms);
    stack.workers.setSkew(accessKeyId, ms);
  };
  const isToDie = (name: string): boolean => {
    if (name === 'schedules-sla-sweep' && sweepUntil > 0 && --sweepUntil === 0) return left > 0;
    if (!mortal.has(name) || inRound <= 0 || left <= 0 || --until > 0) return false;
    until = nextGap();
    inRound--;
    return true;
  };
  const death = (name: string, operation: string, accessKeyId: string): Fault => {
    left--;
    killed.set(name, (killed.get(name) ?? 0) + 1);
    const kind = random.next() < 0.5 ? 'before' : 'after';
    history.note('faults', 'kill', { name, operation, kind });
    return { kind, run: () => void stack.workers.kill(accessKeyId) };
  };

  const plan: FaultPlan = (call) => {
    const { service, operation, accessKeyId, body } = call;
    const name = (stack.workers.functionOf(accessKeyId) ?? '').replace(PREFIX, '');
    if (name !== '') skewed(accessKeyId);
    if (service === 'sqs' && operation === 'SendMessageBatch') deliveries.sent(body);
    if (isToDie(name)) {
      watch.see(call);
      return death(name, operation, accessKeyId);
    }
    if (operation !== 'TransactWriteItems') return undefined;
    if (random.next() < CONFLICTS) {
      conflicts++;
      return conflict;
    }
    watch.see(call);
    return sabotage ? { kind: 'rewrite', body: unconditional } : undefined;
  };
  stack.engines.setFaults(plan);
  stack.engines.tables.setIndexLag(() => random.below(LAG_MS + 1));
  return {
    killsLeft: () => left,
    killed,
    conflicts: () => conflicts,
    deliveries,
    round: (kills) => {
      inRound = kills;
      until = nextGap();
      sweepUntil = 2 + random.below(SWEEP_CALLS);
    },
    stop: () => {
      stack.engines.setFaults(({ accessKeyId, ...call }) => {
        stack.workers.setSkew(accessKeyId, 0);
        watch.see({ accessKeyId, ...call });
        return undefined;
      });
      stack.engines.tables.setIndexLag(undefined);
    },
  };
};
