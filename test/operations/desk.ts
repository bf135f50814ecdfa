import { setTimeout as pause } from 'node:timers/promises';
import { minutes } from '#shared/domain/kernel/time.ts';
import type { Journey } from '#test/support/local-stack.ts';
import type { Io } from '../../scripts/kefu/io.ts';
import { runKefu } from '../../scripts/kefu/run.ts';
import type { Observer } from './observer.ts';

type Json = Record<string, unknown>;

/** An operator's desk beside a local stack: lets minutes pass while the alarms are watched, and runs commands. */
export type Desk = {
  /** So many virtual minutes, each with both sweeps or without them; names of the alarms that began to ring. */
  readonly pass: (
    count: number,
    how?: { sweeps?: boolean; each?: (minute: number) => Promise<void> },
  ) => Promise<string[]>;
  /** So many minutes in steps of six hours at most, with the sweeps at each and nothing else, while nobody looks at the alarms. */
  readonly jump: (count: number) => Promise<void>;
  /** So many minutes of which every third has its sweeps: as quiet as it gets without an alarm on what stays away. */
  readonly rest: (count: number) => Promise<void>;
  readonly ringing: () => string[];
  readonly kefu: (
    ...args: string[]
  ) => Promise<{ code: number; out: string[]; err: string; json: () => Json[] }>;
  /** Messages that can be received, by the queue's name without its stage. */
  readonly depth: (queue: string) => number;
  readonly purge: (queue: string) => Promise<void>;
};

const PREFIX = 'kefu-dev-';
/** What functions print reaches their log files a moment later. */
export const LOGGED_MS = 5;
const bare = (name: string): string => name.replace(PREFIX, '');

export const deskOf = (journey: Journey, observer: Observer): Desk => {
  const { stack } = journey;
  const look = (settledMs: number): string[] =>
    observer
      .look(settledMs)
      .flatMap(({ name, state, tells }) => (state === 'ALARM' && tells ? [bare(name)] : []));
  const sweep = async (): Promise<void> => {
    await journey.run('sla-sweep');
    await journey.run('survey-due');
  };
  const pass: Desk['pass'] = async (count, { sweeps = true, each } = {}) => {
    const fresh: string[] = [];
    for (let minute = 0; minute < count; minute++) {
      stack.clock.advance(minutes(1));
      const began = performance.now();
      await each?.(minute);
      if (sweeps) await sweep();
      await stack.drain();
      const settledMs = performance.now() - began;
      await pause(LOGGED_MS);
      fresh.push(...look(settledMs));
    }
    return fresh;
  };
  return {
    ringing: () => observer.watch.ringing().map(bare),
    pass,
    rest: async (count) => {
      const each = async (minute: number): Promise<void> => void (minute % 3 === 1 && (await sweep()));
      await pass(count, { sweeps: false, each });
    },
    jump: async (count) => {
      for (let left = count; left > 0; left -= 360) {
        stack.clock.advance(minutes(Math.min(left, 360)));
        await sweep();
      }
    },
    kefu: async (...args) => {
      const out: string[] = [];
      const err: string[] = [];
      const io: Io = {
        out: (line) => void out.push(line),
        err: (line) => void err.push(line),
        env: { KEFU_URL: stack.address },
        // What it waits for goes by the machine's time; looking more often does no harm.
        pause: (ms) => pause(Math.min(ms, 50)),
        signal: new AbortController().signal,
      };
      const code = await runKefu(args, io);
      return { code, out, err: err.join('\n'), json: () => out.map((line) => JSON.parse(line) as Json) };
    },
    depth: (queue) => {
      const found = stack.engines.queues.stats().find(({ name }) => name === PREFIX + queue);
      if (!found) throw new Error(`there is no queue ${queue}`);
      return found.visible + found.inFlight + found.delayed;
    },
    purge: async (queue) => {
      for (let more = true; more; ) {
        const messages = await stack.engines.queues.receive(PREFIX + queue, 10);
        await stack.engines.queues.remove(
          PREFIX + queue,
          messages.map(({ receiptHandle }) => receiptHandle),
        );
        more = messages.length > 0;
      }
    },
  };
};
