import { type Instant, iso, minutes, seconds } from '#shared/domain/kernel/time.ts';

/** One thing whose timer is due: its id, and the instant under which it lies in the index. */
export type DueTimer = { readonly id: string; readonly timerAt: string };

/** Up to where each shard has been swept, written once a sweep on its version. */
export type Watermarks = {
  readonly version: number;
  readonly sweeps: number;
  readonly upTo: Readonly<Record<string, string>>;
};

/** The timers of one family (`ticket`, `survey`) in a sharded, sparse index: only what has a timer is in it. */
export type Timers = {
  readonly shards: readonly string[];
  watermarks(): Promise<Watermarks | undefined>;
  /** Pages of what is due in a shard between two instants, both included, earliest first. */
  due(shard: string, from: string, to: string): AsyncIterable<readonly DueTimer[]>;
  /** Keeps the watermarks on the condition that nobody else has meanwhile; `false` when somebody has. */
  keep(next: Watermarks): Promise<boolean>;
};

export type SweepReport = {
  readonly due: number;
  readonly complete: boolean;
  /** How far behind the earliest thing found is, in seconds: 0 when nothing was due. */
  readonly lagSeconds: number;
};

/**
 * What is read again behind the mark: an entry may reach the index up to a minute after it was written, and the clock that set the mark may
 * have been five minutes ahead. What has been done meanwhile is not in the index any more.
 */
const overlapMs = minutes(1) + minutes(5);
/** Every so many sweeps the watermarks are passed over, so that nothing that slipped by stays there. */
const repairEvery = 10;
/** Reading stops after this long; the next sweep goes on. */
const budgetMs = seconds(45);

/**
 * Sends whatever is due to `send` and remembers how far it came. Reads nothing that isn't due: its cost grows with what is due, not with
 * what is open (D5). Running it twice, at once or late sends messages again, which their worker recognises.
 */
export const sweep = async (
  timers: Timers,
  now: Instant,
  send: (due: readonly DueTimer[]) => Promise<void>,
  elapsedMs: () => number,
): Promise<SweepReport> => {
  const before = await timers.watermarks();
  const repair = before === undefined || before.sweeps % repairEvery === repairEvery - 1;
  let due = 0;
  let earliest: string | undefined;
  const upTo: Record<string, string> = { ...before?.upTo };
  let complete = true;
  await Promise.all(
    timers.shards.map(async (shard) => {
      const mark = before?.upTo[shard];
      // Another sweep's clock may have been ahead of ours, and a clock may step back: the span must not end before it begins.
      const from =
        repair || mark === undefined ? '0' : iso(Math.max(0, Math.min(Date.parse(mark), now) - overlapMs));
      for await (const page of timers.due(shard, from, iso(now))) {
        if (page.length > 0) await send(page);
        due += page.length;
        const first = page[0]?.timerAt;
        if (first !== undefined && (earliest === undefined || first < earliest)) earliest = first;
        if (elapsedMs() > budgetMs) {
          complete = false;
          return;
        }
      }
      upTo[shard] = iso(now);
    }),
  );
  await timers.keep({ version: (before?.version ?? 0) + 1, sweeps: (before?.sweeps ?? 0) + 1, upTo });
  return {
    due,
    complete,
    lagSeconds: earliest === undefined ? 0 : Math.max(0, (now - Date.parse(earliest)) / 1000),
  };
};
