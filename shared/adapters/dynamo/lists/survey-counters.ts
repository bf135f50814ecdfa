import type { Lists } from '#shared/app/lists.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days, type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Item } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { queryPage } from '../read.ts';
import { isTag } from '../recount/mark.ts';
import type { Table } from '../table.ts';

/** More rows than this are no request but a report: ask for less time or a coarser group. */
const MOST_ROWS = 20_000;

type Rows = Awaited<ReturnType<Lists['surveyCounters']>>;

/** A run of counters in one partition: `from` included, `to` not, as prefixes of sort keys. */
export type Segment = { readonly pk: string; readonly from: string; readonly to: string };

/** `2026-03-02T09` of an instant. */
export const hourOf = (at: Instant): string => iso(at).slice(0, 13);

const dayStart = (at: Instant): Instant => Math.floor(at / days(1)) * days(1);

const hourSegment = (groupBy: string, from: Instant, to: Instant): Segment => ({
  pk: keys.surveyCounter(groupBy, iso(from).slice(0, 10), '-', '-').pk,
  from: hourOf(from),
  to: hourOf(to),
});

/** Whole days by their months. */
const daySegments = (groupBy: string, from: Instant, to: Instant): Segment[] => {
  const segments: Segment[] = [];
  for (let at = from; at < to; ) {
    const month = new Date(at);
    const end = Math.min(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1), to);
    const pk = keys.surveyCounter(`${groupBy}.day`, iso(at).slice(0, 7), '-', '-').pk;
    segments.push({ pk, from: iso(at).slice(0, 10), to: iso(end).slice(0, 10) });
    at = end;
  }
  return segments;
};

/** What to read for the hours between two instants: whole days from the sums of days, the rest by the hour. */
export const segmentsOf = (groupBy: string, from: Instant, to: Instant): Segment[] => {
  const [firstDay, lastDay] = [dayStart(from + days(1) - 1), dayStart(to)];
  if (firstDay > lastDay) return [hourSegment(groupBy, from, to)];
  return [
    ...(from < firstDay ? [hourSegment(groupBy, from, firstDay)] : []),
    ...daySegments(groupBy, firstDay, lastDay),
    ...(lastDay < to ? [hourSegment(groupBy, lastDay, to)] : []),
  ];
};

/** Counters of a group between two whole UTC hours. Refuses with `filter_too_broad` what would read too much. */
export const surveyCounters = async (
  table: Table,
  groupBy: string,
  from: string,
  to: string,
): Promise<Rows> => {
  const rows: Rows[number][] = [];
  await Promise.all(
    segmentsOf(groupBy, Date.parse(from), Date.parse(to)).map(async (segment) => {
      let start: Item | undefined;
      do {
        const page = await queryPage(table, {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': segment.pk, ':from': segment.from, ':to': segment.to },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        });
        rows.push(...page.items.map(rowOf));
        if (rows.length > MOST_ROWS) throw new Refusal('filter_too_broad');
        start = page.last;
      } while (start !== undefined);
    }),
  );
  return rows;
};

const rowOf = ({ sk, pk: _, t: __, v: ___, ...counts }: Item): Rows[number] => {
  const [hour = '', key = ''] = String(sk).split('#');
  const named = Object.entries(counts)
    .filter(([name]) => !isTag(name))
    .map(([name, n]): [string, number] => [name, Number(n)]);
  return { key, hour, counts: Object.fromEntries(named) };
};
