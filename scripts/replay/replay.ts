import type { Instant } from '#shared/domain/kernel/time.ts';
import { openedAt, readCases } from './cases.ts';
import { createClient } from './client.ts';
import { readRows } from './csv.ts';
import { drive, spanOf } from './drive.ts';
import type { Mapping } from './mapping.ts';
import { measure } from './measure.ts';
import { inOrder, shiftTo } from './order.ts';
import { createProgress } from './progress.ts';
import { type Figures, quantile } from './report.ts';
import { setUp } from './setup.ts';

export type ReplayOptions = {
  readonly file: string;
  readonly mapping: Mapping;
  /** Only so many cases, those that were opened first. */
  readonly limit?: number | undefined;
  /** A running local stack, or how to get one whose clock begins at an instant. */
  readonly system:
    | { readonly address: string }
    | { readonly start: (now: Instant) => Promise<{ readonly address: string }> };
  readonly say: (text: string) => void;
};

/** Calendar and policies are set up before the first case is opened. */
const LEAD_MS = 5 * 60_000;

/** Replays a log against a system and measures. Throws when the log or the system isn't as expected. */
export const replay = async ({ file, mapping, limit, system, say }: ReplayOptions): Promise<Figures> => {
  const cases = (await readCases(readRows(file), mapping)).slice(0, limit);
  const [first] = cases;
  if (!first) throw new Error(`${file} has no cases`);
  const moments = inOrder(cases);
  const start = openedAt(first);
  const { address } = 'start' in system ? await system.start(start - LEAD_MS) : system;
  const client = createClient(address);
  const shiftMs = shiftTo((await client.readClock()) + LEAD_MS / 5, start);
  const steps = cases.reduce((sum, one) => sum + one.steps.length, 0);
  say(`${cases.length} cases with ${steps} steps against ${address}`);

  const began = performance.now();
  const desk = await setUp(client, mapping.promises);
  const progress = createProgress(steps);
  const driven = await drive(moments, { client, desk, shiftMs, progress: progress.tell });
  progress.end();
  const outcome = await measure(client, cases, driven.tickets);
  const seconds = (performance.now() - began) / 1000;
  const { durations } = client;
  return {
    mapping: mapping.name,
    file,
    ...spanOf(moments, shiftMs),
    shiftDays: shiftMs / 86_400_000,
    tickets: driven.tickets.size,
    steps: driven.results,
    latestSeconds: driven.latestMs / 1000,
    scheduleRuns: driven.sweeps,
    requests: durations.length,
    seconds,
    requestsPerSecond: durations.length / seconds,
    requestMs: { median: quantile(durations, 0.5), p95: quantile(durations, 0.95) },
    ...outcome,
  };
};
