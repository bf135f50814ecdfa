import { type Addition, additionsOf } from '#shared/app/aggregates/additions.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import type { Counts } from '#shared/domain/surveys/counters.ts';
import { counterItems } from '../counters.ts';
import { eventItem } from '../items/case-parts.ts';
import { keys } from '../keys.ts';
import { keyOfItem, nameOf } from '../restore/raw.ts';
import { versioned } from '../schema-version.ts';
import { isTag, sinceOf, taggedName } from './mark.ts';

const eventReader = versioned(eventItem);

type Sum = { readonly key: ItemKey; readonly type: string; readonly counts: Record<string, number> };

/** The facts of a case that its note names: those from before the recount, and those counted since. */
type Noted = {
  readonly ticketId: string;
  readonly before: readonly number[];
  readonly since: readonly number[];
};

/** What was read so far. Plain data, so that a walk that was cut off goes on from a file. */
export type Tally = {
  /** What facts from before the recount add up to. */
  readonly should: Record<string, Sum>;
  /** What counters had before the recount. */
  readonly has: Record<string, Sum>;
  /** Facts that no note names: on their way in the stream, or lost. */
  uncounted: { readonly ticketId: string; readonly seq: number }[];
  noted: Noted | undefined;
  /** Customers whose worth did not seem to be what their orders say. */
  worth: string[];
  facts: number;
  items: number;
};

export const emptyTally = (): Tally => ({
  should: {},
  has: {},
  uncounted: [],
  noted: undefined,
  worth: [],
  facts: 0,
  items: 0,
});

const COUNTERS: ReadonlySet<unknown> = new Set(['count', 'surveyCount', 'slaCount']);

/** Takes the next item of a walk in. A case's note comes before its facts, as its sort key is before theirs. */
export const takeIn = (tally: Tally, item: Stored, recountId: string): void => {
  tally.items += 1;
  if (COUNTERS.has(item['t'])) takeCounter(tally, item, recountId);
  else if (item['t'] === 'counted') tally.noted = notedIn(item, recountId);
  else if (item['t'] === eventItem.type) takeFact(tally, item);
};

const numbersIn = (value: unknown): number[] => (value instanceof Set ? [...value].map(Number) : []);

const notedIn = (item: Stored, recountId: string): Noted => {
  const since = numbersIn(item[sinceOf(recountId)]);
  return {
    ticketId: String(item['pk']).slice(keys.ticketPartition('-').length - 1),
    before: numbersIn(item['seqs']).filter((seq) => !since.includes(seq)),
    since,
  };
};

const takeCounter = (tally: Tally, item: Stored, recountId: string): void => {
  const { pk: _, sk: __, t, v: ___, ...rest } = item;
  const counts: Record<string, number> = {};
  for (const [name, n] of Object.entries(rest))
    if (!isTag(name)) counts[name] = Number(n) - Number(rest[taggedName(recountId, name)] ?? 0);
  const key = keyOfItem(item);
  tally.has[nameOf(key)] = { key, type: String(t), counts };
};

const takeFact = (tally: Tally, item: Stored): void => {
  const fact = eventReader.fromItem({ ...item });
  const additions = additionsOf(fact);
  if (additions.length === 0) return;
  const { ticketId, seq } = fact;
  const noted = tally.noted?.ticketId === ticketId ? tally.noted : undefined;
  if (noted?.since.includes(seq)) return;
  if (!noted?.before.includes(seq)) {
    tally.uncounted.push({ ticketId, seq });
    return;
  }
  tally.facts += 1;
  addTo(tally.should, additions);
};

const addTo = (sums: Tally['should'], additions: readonly Addition[]): void => {
  for (const { key, type, counts } of counterItems(additions)) {
    const name = nameOf(key);
    const sum = sums[name] ?? { key, type, counts: {} };
    sums[name] = sum;
    for (const [what, n] of Object.entries(counts)) sum.counts[what] = (sum.counts[what] ?? 0) + n;
  }
};

/** A counter that is not the sum of its facts: what has to be added to it to make it so. */
export type Difference = { readonly key: ItemKey; readonly type: string; readonly add: Counts };

/** Every counter that is not what its facts add up to, by its key. */
export const differencesIn = ({ should, has }: Tally): readonly Difference[] =>
  [...new Set([...Object.keys(should), ...Object.keys(has)])].sort().flatMap((name) => {
    const sum = should[name] ?? has[name];
    if (sum === undefined) return [];
    const [wanted, found] = [should[name]?.counts ?? {}, has[name]?.counts ?? {}];
    const add = Object.fromEntries(
      [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
        .map((what): [string, number] => [what, (wanted[what] ?? 0) - (found[what] ?? 0)])
        .filter(([, n]) => n !== 0),
    );
    return Object.keys(add).length === 0 ? [] : [{ key: sum.key, type: sum.type, add }];
  });

/** Attributes that earlier recounts have left. */
export const leftBehind = (item: Stored, recountId: string): readonly string[] => {
  if (!COUNTERS.has(item['t']) && item['t'] !== 'counted') return [];
  const ours = sinceOf(recountId);
  return Object.keys(item).filter((name) => isTag(name) && name !== ours && !name.startsWith(`${ours}.`));
};
