import type { Call, Fault } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';
import type { Random } from '../random.ts';

/** How often which trouble comes: shares of the calls or messages that it can hit, 0 to 1. */
export type Shares = {
  /** Calls of the mortal functions at which their worker dies, before the call takes effect or after. */
  readonly kill?: number;
  /** Calls whose connection is cut, half of them after they took effect. */
  readonly cut?: number;
  /** Transactions that are refused because of another one. */
  readonly conflict?: number;
  /** Batches of reads that come back with some keys unprocessed. */
  readonly unprocessed?: number;
  /** Calls to the bucket that are answered with "slow down". */
  readonly slow?: number;
  /** Messages that are delivered once more. */
  readonly copy?: number;
};

type Trial = 'killed' | 'cut' | 'conflicts' | 'unprocessed' | 'slow' | 'copies';

export type Trouble = {
  /** From now on there is trouble; at most `kills` workers of functions whose name fits `mortal` die by chance. */
  readonly begin: (shares: Shares, mortal?: RegExp, kills?: number) => void;
  /** Ends everything but a planted defect. */
  readonly end: () => void;
  /** The next call of a function whose name fits is its worker's last; of `at` calls the last one counts. */
  readonly killNext: (name: RegExp, at?: number, when?: 'before' | 'after') => void;
  /** A defect that is put into the system, to show that it would be noticed. `undefined` takes it out. */
  readonly plant: (defect: ((call: Call, name: string) => Fault | undefined) | undefined) => void;
  /** How often each kind of trouble came. */
  readonly counts: Readonly<Record<Trial, number>>;
};

type Batch = { RequestItems: Record<string, { Keys: unknown[] }> };

const conflict: Fault = {
  kind: 'error',
  code: 'TransactionCanceledException',
  status: 400,
  message:
    'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]',
  more: { CancellationReasons: [{ Code: 'TransactionConflict' }] },
};

/** The batch with the first of its keys alone; the others come back as unprocessed. */
const unprocessed = (body: unknown): Fault | undefined => {
  const { RequestItems, ...rest } = body as Batch;
  const all = Object.entries(RequestItems).flatMap(([table, { Keys }]) =>
    Keys.map((key) => ({ table, key })),
  );
  if (all.length < 2) return undefined;
  const only = (some: typeof all): Batch['RequestItems'] =>
    Object.fromEntries(
      [...Map.groupBy(some, ({ table }) => table)].map(([table, ones]) => [
        table,
        { ...RequestItems[table], Keys: ones.map(({ key }) => key) },
      ]),
    );
  return {
    kind: 'rewrite',
    body: () => ({ ...rest, RequestItems: only(all.slice(0, 1)) }),
    answer: (reply) => ({ ...(reply as object), UnprocessedKeys: only(all.slice(1)) }),
  };
};

type Armed = { readonly name: RegExp; left: number; readonly when: 'before' | 'after' };

/** Makes trouble on a running stack, by a seeded generator: workers die, connections are cut, transactions collide, messages come twice. */
export const troubleOf = (stack: LocalStack, random: Random): Trouble => {
  const counts = { killed: 0, cut: 0, conflicts: 0, unprocessed: 0, slow: 0, copies: 0 };
  const nobody = /^$/;
  let now: { shares: Shares; mortal: RegExp; kills: number } = { shares: {}, mortal: nobody, kills: 0 };
  let armed: Armed[] = [];
  let defect: ((call: Call, name: string) => Fault | undefined) | undefined;
  /** Transactions that took effect although nobody was told: a repeat under the same token finds that, and never a collision. */
  const unheard = new Set<string>();
  const tokenOf = ({ body }: Call): string =>
    (body as { ClientRequestToken?: string }).ClientRequestToken ?? '';
  const hits = (share = 0): boolean => share > 0 && random.next() < share;

  const kill = ({ accessKeyId }: Call, when: 'before' | 'after'): Fault => {
    counts.killed++;
    return { kind: when, run: () => void stack.workers.kill(accessKeyId) };
  };
  const armedKill = (call: Call, name: string): Fault | undefined => {
    const one = armed.find((each) => each.name.test(name));
    if (one === undefined) return undefined;
    one.left--;
    if (one.left > 0) return undefined;
    armed = armed.filter((each) => each !== one);
    return kill(call, one.when);
  };
  const copy = ({ operation, body }: Call): void => {
    const {
      QueueUrl,
      Entries = [],
      MessageBody,
    } = body as {
      QueueUrl: string;
      Entries?: { MessageBody: string }[];
      MessageBody?: string;
    };
    const queue = QueueUrl.split('/').at(-1) ?? '';
    const bodies =
      operation === 'SendMessage' ? [MessageBody ?? ''] : Entries.map((entry) => entry.MessageBody);
    for (const each of bodies) {
      if (!hits(now.shares.copy)) continue;
      counts.copies++;
      void stack.engines.queues.send(queue, each);
    }
  };
  const byChance = (call: Call, name: string): Fault | undefined => {
    const { shares, mortal } = now;
    const { service, operation } = call;
    if (service === 'sqs' && operation.startsWith('SendMessage')) copy(call);
    if (now.kills > 0 && mortal.test(name) && hits(shares.kill)) {
      now.kills--;
      return kill(call, random.next() < 0.5 ? 'before' : 'after');
    }
    if (hits(shares.cut)) {
      counts.cut++;
      if (random.next() < 0.5) return { kind: 'dropBefore' };
      if (operation === 'TransactWriteItems') unheard.add(tokenOf(call));
      return { kind: 'dropAfter' };
    }
    if (operation === 'TransactWriteItems' && hits(shares.conflict) && !unheard.has(tokenOf(call))) {
      counts.conflicts++;
      return conflict;
    }
    if (service === 's3' && hits(shares.slow)) {
      counts.slow++;
      return { kind: 'error', code: 'SlowDown', status: 503 };
    }
    if (operation !== 'BatchGetItem' || !hits(shares.unprocessed)) return undefined;
    const fault = unprocessed(call.body);
    if (fault) counts.unprocessed++;
    return fault;
  };

  const listen = (): void =>
    stack.engines.setFaults((call) => {
      const name = stack.workers.functionOf(call.accessKeyId);
      // Only functions meet trouble, not who looks at the engines from outside.
      if (name === undefined) return undefined;
      return armedKill(call, name) ?? byChance(call, name) ?? defect?.(call, name);
    });
  listen();

  return {
    counts,
    begin: (shares, mortal = nobody, kills = 0) => {
      now = { shares, mortal, kills };
      listen();
    },
    end: () => {
      now = { shares: {}, mortal: nobody, kills: 0 };
      armed = [];
    },
    killNext: (name, at = 1, when = 'before') => void armed.push({ name, left: at, when }),
    plant: (next) => {
      defect = next;
      listen();
    },
  };
};
