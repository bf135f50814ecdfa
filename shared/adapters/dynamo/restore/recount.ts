import { type Addition, additionsOf, summed } from '#shared/app/aggregates/additions.ts';
import { StreamBehind } from '#shared/app/restores/ports.ts';
import type { Stored } from '#shared/domain/restores/rules.ts';
import { additionParts } from '../counters.ts';
import { eventItem } from '../items/case-parts.ts';
import { keys } from '../keys.ts';
import { versioned } from '../schema-version.ts';
import type { Table } from '../table.ts';
import { deletePart, nameOf, putPart, rawItems, type TransactionPart, transactRaw } from './raw.ts';

const eventReader = versioned(eventItem);

/** What a stored fact adds to the counters. */
export const additionsIn = (item: Stored | undefined): readonly Addition[] =>
  item === undefined ? [] : additionsOf(eventReader.fromItem(item));
const negative = ({ counter, counts }: Addition): Addition => ({
  counter,
  counts: Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, -n])),
});

/**
 * Puts a fact in the place of another, or takes it away, together with what it counted for: the counters stay the sum of the facts that are
 * there. The stream tells of new facts only, so that what is replaced is counted here. `false` when somebody was quicker.
 */
export const exchangeEvent = async (
  table: Table,
  live: Stored,
  next: Stored | undefined,
): Promise<boolean> => {
  const [had, has] = [additionsIn(live), additionsIn(next)];
  const write = next === undefined ? deletePart(table, live) : putPart(table, next, live);
  if (had.length === 0 && has.length === 0) return transactRaw(table, [write]);
  const ticketId = String(live['ticketId']);
  const seq = Number(live['seq']);
  const wasCounted = await isCounted(table, ticketId, seq);
  if (had.length > 0 && !wasCounted) throw new StreamBehind();
  return transactRaw(table, [
    write,
    notePart(table, { ticketId, seq, wasCounted, counts: has.length > 0 }),
    ...additionParts(table, summed([...had.map(negative), ...has])),
  ]);
};

const isCounted = async (table: Table, ticketId: string, seq: number): Promise<boolean> => {
  const key = keys.counted(ticketId);
  const seqs = (await rawItems(table, [key])).get(nameOf(key))?.['seqs'];
  return seqs instanceof Set && seqs.has(seq);
};

type Note = {
  readonly ticketId: string;
  readonly seq: number;
  readonly wasCounted: boolean;
  readonly counts: boolean;
};

/** Keeps the note of what was counted in step, on the condition that it is as it was read. */
const notePart = (table: Table, { ticketId, seq, wasCounted, counts }: Note): TransactionPart => {
  const at = { TableName: table.name, Key: { ...keys.counted(ticketId) } };
  if (wasCounted && counts)
    return {
      ConditionCheck: {
        ...at,
        ConditionExpression: 'contains(seqs, :n)',
        ExpressionAttributeValues: { ':n': seq },
      },
    };
  return {
    Update: {
      ...at,
      UpdateExpression: wasCounted ? 'DELETE seqs :seqs' : 'SET #t = :t, #v = :v ADD seqs :seqs',
      ConditionExpression: wasCounted ? 'contains(seqs, :n)' : 'NOT contains(seqs, :n)',
      ...(wasCounted ? {} : { ExpressionAttributeNames: { '#t': 't', '#v': 'v' } }),
      ExpressionAttributeValues: {
        ':n': seq,
        ':seqs': new Set([seq]),
        ...(wasCounted ? {} : { ':t': 'counted', ':v': 1 }),
      },
    },
  };
};
