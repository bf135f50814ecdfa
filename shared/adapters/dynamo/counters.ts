import { randomInt } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Addition, Counter } from '#shared/app/aggregates/additions.ts';
import type { Counters } from '#shared/app/aggregates/count-events.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { addCounts, type Counts } from '#shared/domain/surveys/counters.ts';
import { type Key, keys } from './keys.ts';
import { recountUnderWay, sinceOf, taggedName } from './recount/mark.ts';
import type { Table } from './table.ts';

type Part = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Many tickets add to the same counters at once: a conflict is repeated for a while before the batch comes again. */
const TRIES = 8;

/** What has to hold besides, asked in the transaction that counts, and what is thrown where it does not. */
export type Proviso = { readonly parts: readonly Part[]; readonly broken: () => Error };

/** Counters for one batch: they know of a recount that was begun before it. */
export const countersOfBatch = async (table: Table): Promise<Counters> =>
  dynamoCounters(table, await recountUnderWay(table));

/**
 * Counters that are added to, each with the proof of what was counted in the same transaction. During a recount both say that this was
 * since it began, so that what was before stands still for it. With a `proviso` nothing is added once that is broken.
 */
export const dynamoCounters = (table: Table, recountId?: string, proviso?: Proviso): Counters => ({
  async add(ticketId, seqs, additions) {
    const parts = [
      countedPart(table, ticketId, seqs, recountId),
      ...additionParts(table, additions, recountId),
      ...(proviso?.parts ?? []),
    ];
    for (let tries = 1; ; tries++) {
      try {
        await table.documents.send(new TransactWriteCommand({ TransactItems: parts }));
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const [isNew, ...others] = (error.CancellationReasons ?? []).map(({ Code }) => Code);
        if (proviso && others.includes('ConditionalCheckFailed')) throw proviso.broken();
        if (isNew === 'ConditionalCheckFailed') return false;
        if (tries >= TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, randomInt(10 * 2 ** tries)));
      }
    }
  },
});

/** Which facts were counted is kept one by one: a fact that failed comes again after later ones were counted. */
const countedPart = (
  table: Table,
  ticketId: string,
  seqs: readonly number[],
  recountId: string | undefined,
): Part => ({
  Update: {
    TableName: table.name,
    Key: { ...keys.counted(ticketId) },
    UpdateExpression: `SET #t = :t, #v = :v ADD #seqs :seqs${recountId === undefined ? '' : ', #since :seqs'}`,
    ConditionExpression: seqs.map((_, n) => `NOT contains(#seqs, :n${n})`).join(' AND '),
    ExpressionAttributeNames: {
      '#t': 't',
      '#v': 'v',
      '#seqs': 'seqs',
      ...(recountId === undefined ? {} : { '#since': sinceOf(recountId) }),
    },
    ExpressionAttributeValues: {
      ':t': 'counted',
      ':v': 1,
      ':seqs': new Set(seqs),
      ...Object.fromEntries(seqs.map((seq, n) => [`:n${n}`, seq])),
    },
  },
});

/** One counter as it lies in the table, and what is added to it. */
export type CounterItem = { readonly key: Key; readonly type: string; readonly counts: Counts };

/** What is added to the counters, one entry for each item of the table; some come to nothing. */
export const counterItems = (additions: readonly Addition[]): CounterItem[] => {
  const items = new Map<string, CounterItem>();
  for (const { counter, counts } of additions) {
    for (const key of keysOf(counter)) {
      const name = `${key.pk}\n${key.sk}`;
      items.set(name, {
        key,
        type: itemTypes[counter.of],
        counts: addCounts(items.get(name)?.counts ?? {}, counts),
      });
    }
  }
  return [...items.values()];
};

/** What is added to the counters, as parts of a transaction. */
export const additionParts = (table: Table, additions: readonly Addition[], recountId?: string): Part[] =>
  counterItems(additions).flatMap((item) =>
    Object.keys(item.counts).length === 0 ? [] : [addPart(table, item, recountId)],
  );

const itemTypes: Readonly<Record<Counter['of'], string>> = {
  tickets: 'count',
  surveys: 'surveyCount',
  sla: 'slaCount',
};

/** A survey or a promise counts in its hour and in its day, so that long spans are read by the day. */
const keysOf = (counter: Counter): Key[] => {
  if (counter.of === 'tickets') return [keys.count(counter.scope)];
  const [hour, day, month] = [13, 10, 7].map((length) => iso(counter.hour).slice(0, length)) as [
    string,
    string,
    string,
  ];
  const groupBy = counter.of === 'sla' ? `sla.${counter.groupBy}` : counter.groupBy;
  return [
    keys.surveyCounter(groupBy, day, counter.key, hour),
    keys.surveyCounter(`${groupBy}.day`, month, counter.key, day),
  ];
};

const addPart = (table: Table, { key, type, counts }: CounterItem, recountId: string | undefined): Part => {
  const named = Object.entries(counts);
  const adds = named.flatMap((_, i) => [
    `#c${i} :c${i}`,
    ...(recountId === undefined ? [] : [`#s${i} :c${i}`]),
  ]);
  return {
    Update: {
      TableName: table.name,
      Key: { ...key },
      UpdateExpression: `SET #t = :t, #v = :v ADD ${adds.join(', ')}`,
      ExpressionAttributeNames: {
        '#t': 't',
        '#v': 'v',
        ...Object.fromEntries(
          named.flatMap(([name], i) => [
            [`#c${i}`, name],
            ...(recountId === undefined ? [] : [[`#s${i}`, taggedName(recountId, name)]]),
          ]),
        ),
      },
      ExpressionAttributeValues: {
        ':t': type,
        ':v': 1,
        ...Object.fromEntries(named.map(([, n], i) => [`:c${i}`, n])),
      },
    },
  };
};
