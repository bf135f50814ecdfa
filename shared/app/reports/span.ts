import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { days, type Instant } from '#shared/domain/kernel/time.ts';

const defaultSpanMs = days(30);
const longestSpanMs = days(370);

/** The time a report is about: 30 days up to now unless said otherwise, at most 370 days. */
export const spanOf = (
  query: { readonly from?: Instant | undefined; readonly to?: Instant | undefined },
  now: Instant,
): { from: Instant; to: Instant } => {
  const to = query.to ?? now;
  const from = query.from ?? to - defaultSpanMs;
  if (from >= to) throw refuseField('from', 'must lie before to');
  if (to - from > longestSpanMs)
    throw refuseField('from', 'must lie at most 370 days before to', 'filter_too_broad');
  return { from, to };
};
