import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * One line of a history. An operation is an `invoke` and at most one end: `ok` (it took effect), `fail` (it did not) or `info` (nobody
 * knows). An `info` of its own, with no `invoke` before it, notes what happened to the system: a fault, a delivery, a move of the clock.
 */
export type Step = {
  /** Its place in the history, from 0. */
  readonly index: number;
  /** The index of the operation's `invoke`; a note's own index. */
  readonly op: number;
  /** Milliseconds since the history began. */
  readonly time: number;
  /** Who did it: a user, a worker, a lane of the campaign. */
  readonly process: string;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  /** What was done, e.g. `add`, `read`, `enqueue`. */
  readonly f: string;
  readonly value: unknown;
};

/** Ends an operation; a value given here takes the place of the one it began with. */
export type Ending = Readonly<Record<'ok' | 'fail' | 'info', (value?: unknown) => void>>;

export type History = {
  readonly steps: readonly Step[];
  readonly begin: (process: string, f: string, value?: unknown) => Ending;
  readonly note: (process: string, f: string, value?: unknown) => void;
  /** Runs `work` as one operation: `ok` with what `seen` makes of its result, `info` when it throws, for then nobody knows. */
  readonly around: <T>(
    of: { readonly process: string; readonly f: string; readonly value?: unknown },
    work: () => Promise<T>,
    seen?: (result: T) => unknown,
  ) => Promise<T>;
  /** Writes what is still held back; the history takes nothing more. */
  readonly close: () => void;
};

/** Lines are held back up to so many, so that a long history costs few writes. */
const HELD = 500;

/** A history kept in memory and, with a path, as JSON lines in a file, which another program or a later day can check again. */
export const openHistory = (
  path?: string,
  now: () => number = performance.now.bind(performance),
): History => {
  const began = now();
  const file = path === undefined ? undefined : openSync(path, 'w');
  const steps: Step[] = [];
  let held: string[] = [];
  const flush = (): void => {
    if (file !== undefined && held.length > 0) writeSync(file, `${held.join('\n')}\n`);
    held = [];
  };
  const add = (step: Omit<Step, 'index' | 'op' | 'time'>, op = steps.length): number => {
    const whole: Step = { index: steps.length, op, time: Math.round((now() - began) * 1000) / 1000, ...step };
    steps.push(whole);
    if (file === undefined) return whole.index;
    held.push(JSON.stringify(whole));
    if (held.length >= HELD) flush();
    return whole.index;
  };
  const begin: History['begin'] = (process, f, value) => {
    const op = add({ process, type: 'invoke', f, value });
    let open = true;
    const end =
      (type: 'ok' | 'fail' | 'info') =>
      (...given: [value?: unknown]): void => {
        if (!open) throw new Error(`${f} of ${process} has ended already`);
        open = false;
        add({ process, type, f, value: given.length > 0 ? given[0] : value }, op);
      };
    return { ok: end('ok'), fail: end('fail'), info: end('info') };
  };
  return {
    steps,
    begin,
    note: (process, f, value) => void add({ process, type: 'info', f, value }),
    around: async ({ process, f, value }, work, seen) => {
      const ending = begin(process, f, value);
      try {
        const result = await work();
        if (seen) ending.ok(seen(result));
        else ending.ok();
        return result;
      } catch (error) {
        ending.info();
        throw error;
      }
    },
    close: () => {
      flush();
      if (file !== undefined) closeSync(file);
    },
  };
};

/** The steps of a history file, in their order. */
export const readHistory = (path: string): Step[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Step);
