import * as z from 'zod';
import { type Instant, instantSchema } from '../kernel/time.ts';
import type { TicketStatus } from '../tickets/values.ts';
import type { Interval } from './calendar.ts';
import { waitingStatusSchema } from './values.ts';

/** Statuses in which some clock may stand still. `closed` counts as `resolved`: nothing runs in either. */
const stillSchema = z.enum([...waitingStatusSchema.options, 'resolved']);
export type Still = z.infer<typeof stillSchema>;

export const waitSchema = z.object({
  in: stillSchema,
  from: instantSchema,
  to: instantSchema.exactOptional(),
});
export type Wait = Readonly<z.infer<typeof waitSchema>>;

/** How many stretches a ticket remembers one by one. A policy that comes later is measured by them. */
export const KEPT_WAITS = 16;

export const stillOf = (status: TicketStatus): Still | undefined => {
  if (status === 'closed') return 'resolved';
  return status === 'new' || status === 'open' ? undefined : status;
};

/**
 * Puts the oldest two stretches of one status together. What lies between them moves later by the second one's length: each
 * status keeps its exact sum, only the places are no longer exact.
 */
const compact = (waits: readonly Wait[]): readonly Wait[] => {
  if (waits.length <= KEPT_WAITS) return waits;
  const first = waits.findIndex((wait, i) => waits.slice(i + 1, -1).some((later) => later.in === wait.in));
  const second = waits.findIndex((wait, i) => i > first && wait.in === waits[first]?.in);
  const [a, b] = [waits[first], waits[second]];
  if (a?.to === undefined || b?.to === undefined) return waits;
  const length = b.to - b.from;
  const later = (wait: Wait): Wait => ({
    ...wait,
    from: wait.from + length,
    ...(wait.to === undefined ? {} : { to: wait.to + length }),
  });
  return [
    ...waits.slice(0, first),
    { ...a, to: a.to + length },
    ...waits.slice(first + 1, second).map(later),
    ...waits.slice(second + 1),
  ];
};

/** The stretches after a change of status at `at`. */
export const enter = (waits: readonly Wait[], to: TicketStatus, at: Instant): readonly Wait[] => {
  const last = waits.at(-1);
  const ended =
    last && last.to === undefined ? [...waits.slice(0, -1), { ...last, to: Math.max(at, last.from) }] : waits;
  const still = stillOf(to);
  const from = Math.max(at, ended.at(-1)?.to ?? at);
  return still === undefined ? ended : compact([...ended, { in: still, from }]);
};

/** The intervals from `from` to `to` without the stretches in these statuses. A resolved stretch never counts. */
export const activeSpans = (
  waits: readonly Wait[],
  pausedIn: readonly Still[],
  from: Instant,
  to: Instant,
): readonly Interval[] => {
  const spans: Interval[] = [];
  let start = from;
  for (const wait of waits) {
    if (wait.in !== 'resolved' && !pausedIn.includes(wait.in)) continue;
    if (wait.from > start) spans.push({ from: start, to: Math.min(wait.from, to) });
    start = Math.max(start, wait.to ?? to);
  }
  spans.push({ from: start, to });
  return spans.filter((span) => span.from < span.to);
};
