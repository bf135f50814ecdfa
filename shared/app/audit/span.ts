import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { days, type Instant } from '#shared/domain/kernel/time.ts';

const LONGEST_SPAN_MS = days(92);

/** The time a request for the trail is about, both ends included: the last 92 days unless said otherwise, and never more. */
export const spanOf = (
  query: { readonly from?: Instant | undefined; readonly to?: Instant | undefined },
  now: Instant,
  /** Where the fields stand in the request. */
  within = '',
): { from: Instant; to: Instant } => {
  const to = query.to ?? now;
  const from = query.from ?? Math.max(0, to - LONGEST_SPAN_MS);
  if (from > to) throw refuseField(`${within}from`, 'must lie before to');
  if (to - from > LONGEST_SPAN_MS)
    throw refuseField(`${within}from`, 'must lie at most 92 days before to', 'filter_too_broad');
  return { from, to };
};
