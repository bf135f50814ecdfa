import { minorOfDecimal } from '#shared/domain/customers/list.ts';
import type { ExportFilter } from '#shared/domain/exports/filter.ts';
import type { ExportResource } from '#shared/domain/exports/values.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { spanOf } from '../audit/span.ts';
import type { Context } from '../ports.ts';
import { canonicalNumber } from '../tickets/list-tickets.ts';

/** What `q` of an export is sealed for: it names somebody, and stays in the record until the file is made. */
export const aboutSearch = (exportId: string): string => `export|${exportId}|q`;

const spans = [
  ['createdAfter', 'createdBefore', 'must be later than createdAfter'],
  ['placedAfter', 'placedBefore', 'must be later than placedAfter'],
  ['answeredAfter', 'answeredBefore', 'must be later than answeredAfter'],
] as const;

const checkSpans = (filter: ExportFilter): void => {
  for (const [after, before, message] of spans) {
    const [from, to] = [filter[after], filter[before]];
    if (typeof from === 'number' && typeof to === 'number' && from >= to)
      throw refuseField(`filter.${before}`, message);
  }
};

const minorIn = (
  name: 'spendMin' | 'spendMax',
  filter: ExportFilter,
  currency: string,
): number | undefined => {
  const text = filter[name];
  if (typeof text !== 'string') return undefined;
  const minor = minorOfDecimal(text, currency);
  if (minor === undefined) throw refuseField(`filter.${name}`, 'must be an amount such as 1000.00');
  return minor;
};

const ofCustomers = (filter: ExportFilter, id: string, { config, seal }: Context): ExportFilter => {
  const { spendMin: _, spendMax: __, q, ...rest } = filter;
  const min = minorIn('spendMin', filter, config.settings.currency);
  const max = minorIn('spendMax', filter, config.settings.currency);
  if (min !== undefined && max !== undefined && min > max)
    throw refuseField('filter.spendMax', 'must not be below spendMin');
  return {
    ...rest,
    ...(min === undefined ? {} : { spendMin: min }),
    ...(max === undefined ? {} : { spendMax: max }),
    ...(q === undefined ? {} : { q: seal(aboutSearch(id), q) }),
  };
};

/** A filter as it is kept, checked as the resource's list would: refuses by the names of its fields, under `filter`. */
export const keptFilter = (
  {
    resource,
    filter,
    id,
  }: { readonly resource: ExportResource; readonly filter: ExportFilter; readonly id: string },
  context: Context,
): ExportFilter => {
  checkSpans(filter);
  if (resource === 'customers') return ofCustomers(filter, id, context);
  if (resource === 'auditEvents') {
    const { from, to } = filter as { from?: number; to?: number };
    return { ...filter, ...spanOf({ from, to }, context.now, 'filter.') };
  }
  const { number } = filter;
  return typeof number === 'string' ? { ...filter, number: canonicalNumber(number) } : filter;
};
