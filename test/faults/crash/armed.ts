import type { FaultPlan } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';
import type { Mode } from '../modes.ts';

/** A fault that waits for one call of one function. */
export type Armed = {
  /** What the function has asked for since, in order: `dynamodb TransactWriteItems`. */
  readonly calls: readonly string[];
  /** The call that was disturbed, if it came. */
  readonly hit: () => string | undefined;
  readonly disarm: () => void;
};

/** Calls that carry no signature: other hosts, and CloudFormation's own address. */
const unsigned: ReadonlySet<string> = new Set(['outbound', 'callback']);

/**
 * Disturbs the nth call of a function from now on (0: none, it only listens). Nobody else may be calling other hosts meanwhile. `beneath` disturbs
 * all other calls, of everybody.
 */
export const arm = (
  { engines, workers }: Pick<LocalStack, 'engines' | 'workers'>,
  functionName: string,
  at: number,
  mode: Mode,
  beneath: FaultPlan = () => undefined,
): Armed => {
  const calls: string[] = [];
  let hit: string | undefined;
  const busyOne = (): string =>
    workers.list().find((one) => one.functionName === functionName && one.requestId !== undefined)
      ?.accessKeyId ?? '';

  engines.setFaults((call) => {
    const key = unsigned.has(call.service) ? busyOne() : call.accessKeyId;
    if (workers.functionOf(key) !== functionName) return beneath(call);
    calls.push(`${call.service} ${call.operation}`);
    const fault = calls.length === at ? mode({ ...call, accessKeyId: key }) : undefined;
    if (fault === undefined) return beneath(call);
    hit = calls.at(-1);
    return fault;
  });
  return { calls, hit: () => hit, disarm: () => engines.setFaults(undefined) };
};
