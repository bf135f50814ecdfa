import { randomInt } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Addition, Counter } from '#shared/app/aggregates/additions.ts';
import type { Counters } from '#shared/app/aggregates/count-events.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { addCounts, type Counts } from '#shared/domain/surveys/counters.ts';
import { type Key, keys } from './keys.ts';
import type { Table } from './table.ts';

type Part = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Many tickets add to the same counters at once: a conflict is repeated for a while before the batch comes again. */
const TRIES = 8;

/** Counters that are added to, each with the proof of what was counted in the same transaction. */
export const dynamoCounters = (table: Table): Counters => ({
  async add(ticketId, seqs, additions) {
    const parts = [countedPart(table, ticketId, seqs), ...additionParts(table, additions)];
    for (let tries = 1; ; tries++) {
      try {
        await table.documents.send(new TransactWriteCommand({ TransactItems: parts }));
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return false;
        if (tries >= TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, randomInt(10 * 2 ** tries)));
      }
    }
  },
});

/** Which facts were counted is kept one by one: a fact that failed comes again after later ones were counted. */
const countedPart = (table: Table, ticketId: string, seqs: readonly number[]): Part => ({
  Update: {
    TableName: table.name,
    Key: { ...keys.counted(ticketId) },
    UpdateExpression: 'SET #t = :t, #v = :v ADD #seqs :seqs',
    ConditionExpression: seqs.map((_, n) => `NOT contains(#seqs, :n${n})`).join(' AND '),
    ExpressionAttributeNames: { '#t': 't', '#v': 'v', '#seqs': 'seqs' },
    ExpressionAttributeValues: {
      ':t': 'counted',
      ':v': 1,
      ':seqs': new Set(seqs),
      ...Object.fromEntries(seqs.map((seq, n) => [`:n${n}`, seq])),
    },
  },
});

/** What is added to the counters, as parts of a transaction. */
export const additionParts = (table: Table, additions: readonly Addition[]): Part[] => {
  const items = new Map<string, { key: Key; type: string; counts: Counts }>();
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
  return [...items.values()].flatMap(({ key, type, counts }) =>
    Object.keys(counts).length === 0 ? [] : [addPart(table, key, type, counts)],
  );
};

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

const addPart = (table: Table, key: Key, type: string, counts: Counts): Part => {
  const named = Object.entries(counts);
  return {
    Update: {
      TableName: table.name,
      Key: { ...key },
      UpdateExpression: `SET #t = :t, #v = :v ADD ${named.map((_, i) => `#c${i} :c${i}`).join(', ')}`,
      ExpressionAttributeNames: {
        '#t': 't',
        '#v': 'v',
        ...Object.fromEntries(named.map(([name], i) => [`#c${i}`, name])),
      },
      ExpressionAttributeValues: {
        ':t': type,
        ':v': 1,
        ...Object.fromEntries(named.map(([, n], i) => [`:c${i}`, n])),
      },
    },
  };
};
