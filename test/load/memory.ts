import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { javaScriptOf } from '#local/lambda/worker-code.ts';
import { randomOf } from '#test/campaign/random.ts';
import { startJourney } from '#test/support/local-stack.ts';
import { type Book, createBook, failures } from './figures.ts';
import { closedModel } from './generator.ts';
import { type Keeping, keepingOf, type Look } from './keeping.ts';
import { passing } from './passing.ts';
import { trafficOf } from './traffic.ts';

export type MemoryOptions = {
  readonly seed: number;
  readonly seconds: number;
  readonly people: number;
  readonly minutesASecond: number;
  /** Seconds between two looks at the memory. */
  readonly everySeconds: number;
  /** Lets every environment keep each request, to see whether that is seen. */
  readonly leaks: boolean;
};
export type MemoryReport = {
  readonly book: Book['book'];
  readonly requests: number;
  readonly failed: number;
  readonly virtualHours: number;
  /** Of the environments that lived through the second half, those with the most requests first. */
  readonly keeping: readonly Keeping[];
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const AGENTS = ['agent1', 'agent2', 'agent3'];
/** Cases that are there before the first look. */
const BEFORE = 40;
/** An environment that stands still, or ends while it is asked, is not waited for any longer. */
const ANSWERS_WITHIN_MS = 5000;

type Answer = { answers: number; threadId: number; functionName: string; handled: number; bytes: number };

/** Modules that environments load before their handlers, as `NODE_OPTIONS`; plain JavaScript, so that loading them adds next to nothing. */
const preloads = (dir: string, names: readonly string[]): string =>
  names
    .map((name) => {
      const file = join(dir, `${name}.mjs`);
      writeFileSync(file, javaScriptOf(new URL(`./${name}.ts`, import.meta.url)));
      return `--import=${pathToFileURL(file).href}`;
    })
    .join(' ');

/** Asks all environments what they keep, one look at a time. */
const looker = () => {
  const channel = new BroadcastChannel('kefu-memory');
  let round = 0;
  return {
    look: async (environments: number): Promise<Look[]> => {
      round += 1;
      const found: Look[] = [];
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ANSWERS_WITHIN_MS);
        channel.onmessage = (message) => {
          const { answers, ...look } = (message as { data: Answer }).data;
          if (answers !== round) return;
          found.push(look);
          if (found.length < environments) return;
          clearTimeout(timer);
          resolve();
        };
        channel.postMessage({ round });
      });
      return found;
    },
    close: (): void => channel.close(),
  };
};

/**
 * Mixed traffic for as long as it is told, while days go by; what each execution environment keeps after a collection, again and again. Engines and
 * generator have heaps of their own and are not in the figures.
 */
export const runMemory = async (options: MemoryOptions): Promise<MemoryReport> => {
  const random = randomOf(options.seed);
  const dir = await mkdtemp(join(tmpdir(), 'kefu-probe-'));
  const probes = ['heap-probe', ...(options.leaks ? ['planted-leak'] : [])];
  const journey = await startJourney({
    now: BEGIN,
    limits: true,
    env: { NODE_OPTIONS: preloads(dir, probes) },
  });
  const { look, close } = looker();
  try {
    const { next, create } = trafficOf(journey, random, AGENTS);
    for (let n = 0; n < BEFORE; n++) await create();
    const rounds: Look[][] = [];
    const book = createBook();
    let lastLook = performance.now();
    const clock = passing(journey, options.minutesASecond, async () => {
      if (performance.now() - lastLook < options.everySeconds * 1000) return;
      lastLook = performance.now();
      rounds.push(await look(journey.stack.workers.list().length));
    });
    const began = journey.stack.clock.now();
    await closedModel({ people: options.people, thinkMs: 20, seconds: options.seconds }, next, random, book);
    await clock.stop();
    const figures = [...book.book.values()];
    return {
      book: book.book,
      requests: figures.reduce((sum, { latencies }) => sum + latencies.length, 0),
      failed: figures.reduce((sum, one) => sum + failures(one), 0),
      virtualHours: (journey.stack.clock.now() - began) / 3_600_000,
      keeping: keepingOf(rounds),
    };
  } finally {
    close();
    await journey.close();
    await rm(dir, { recursive: true, force: true });
  }
};
