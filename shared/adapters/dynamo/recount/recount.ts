import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Counters, countEvents } from '#shared/app/aggregates/count-events.ts';
import { LOCK } from '#shared/app/restores/lock.ts';
import type { ItemKey } from '#shared/domain/restores/rules.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { dynamoCounters } from '../counters.ts';
import { eventItem } from '../items/case-parts.ts';
import { indexes, keys } from '../keys.ts';
import { keyOf } from '../read.ts';
import { nameOf, rawItems } from '../restore/raw.ts';
import { endOf, walkTable } from '../restore/walk.ts';
import { versioned } from '../schema-version.ts';
import type { Table } from '../table.ts';
import { putRight, RecountDisturbed, standing, tidy } from './correct.ts';
import { type Mark, readMark } from './mark.ts';
import { type Difference, differencesIn, emptyTally, type Tally, takeIn } from './tally.ts';
import { unlikeTheirOrders } from './worth.ts';

/** How far a recount is; plain data, kept by whoever runs it. */
export type Recount = {
  readonly mark: Mark;
  /** Every batch is over that began before the mark was there: only then may anything be read. */
  isSettled: boolean;
  /** The newest restore when it began. */
  readonly restore: string | undefined;
  readonly tally: Tally;
  /** The last item taken in. */
  after: ItemKey | undefined;
  isWhole: boolean;
};

export type Found = {
  readonly differences: readonly Difference[];
  /** Facts that no counter knows. */
  readonly uncounted: readonly { readonly ticketId: string; readonly seq: number }[];
  /** Customers whose worth is not what their orders say. */
  readonly worth: readonly string[];
  readonly facts: number;
};

/** A recount under this mark, with nothing read yet. Throws `RecountDisturbed` while a restore is at work. */
export const newRecount = async (table: Table, mark: Mark): Promise<Recount> => ({
  mark,
  isSettled: false,
  restore: await lastRestore(table),
  tally: emptyTally(),
  after: undefined,
  isWhole: false,
});

/** Restores exchange facts and take back what they counted for; none may be at work. */
const lastRestore = async (table: Table): Promise<string | undefined> => {
  if ((await rawItems(table, [keyOf(LOCK)])).size > 0) throw new RecountDisturbed();
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'gsi2',
      KeyConditionExpression: 'g2pk = :pk',
      ExpressionAttributeValues: { ':pk': indexes.jobs('restore') },
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  return Items[0] && String(Items[0]['pk']);
};

/**
 * Reads on from where the recount is, through the whole table; `kept` is called after each page, when the recount may be stored. Throws
 * `RecountDisturbed` where it comes upon what another recount or a restore has begun.
 */
export const readOn = async (
  table: Table,
  recount: Recount,
  kept: (recount: Recount) => Promise<void>,
): Promise<void> => {
  if (recount.isWhole) return;
  for await (const page of walkTable(table, recount.after, undefined)) {
    for (const item of page) {
      takeIn(recount.tally, item, recount.mark.id);
      await tidy(table, item, recount.mark);
    }
    recount.tally.worth.push(...(await unlikeTheirOrders(table, page)));
    recount.after = endOf(page) ?? recount.after;
    await kept(recount);
  }
  recount.isWhole = true;
  await kept(recount);
};

/**
 * What the recount has found, once all is read. Facts that were counted since they were read are not told of: they were on their way.
 * Throws `RecountDisturbed` when a restore or another recount came in between.
 */
export const foundBy = async (table: Table, { mark, restore, tally }: Recount): Promise<Found> => {
  if ((await readMark(table))?.id !== mark.id) throw new RecountDisturbed();
  if ((await lastRestore(table)) !== restore) throw new RecountDisturbed();
  return {
    differences: differencesIn(tally),
    uncounted: await stillUncounted(table, tally.uncounted),
    // Orders may have been on their way to the list.
    worth: await unlikeTheirOrders(table, [
      ...(await rawItems(table, tally.worth.map(keys.customer))).values(),
    ]),
    facts: tally.facts,
  };
};

const CHUNK = 500;

const stillUncounted = async (table: Table, facts: Tally['uncounted']): Promise<Found['uncounted']> => {
  const left: Found['uncounted'][number][] = [];
  for (let at = 0; at < facts.length; at += CHUNK) {
    const some = facts.slice(at, at + CHUNK);
    const notes = await rawItems(
      table,
      some.map(({ ticketId }) => keys.counted(ticketId)),
    );
    left.push(
      ...some.filter(({ ticketId, seq }) => {
        const seqs = notes.get(nameOf(keys.counted(ticketId)))?.['seqs'];
        return !(seqs instanceof Set && seqs.has(seq));
      }),
    );
  }
  return left;
};

/**
 * Counts what no counter knows, each fact once whoever comes first, and adds to every counter what is missing. What is done is not done
 * again when this is called once more for the same recount. Answers how many facts were counted here. Throws `RecountDisturbed`, and
 * changes nothing more, once another recount or a restore has begun.
 */
export const putAllRight = async (table: Table, { mark }: Recount, found: Found): Promise<number> => {
  const counted = await countThose(table, mark, found.uncounted);
  for (const difference of found.differences) await putRight(table, mark, difference);
  return counted;
};

const countThose = async (table: Table, mark: Mark, facts: Found['uncounted']): Promise<number> => {
  const kind = versioned(eventItem);
  let counted = 0;
  const proviso = { parts: standing(table, mark), broken: () => new RecountDisturbed() };
  const counters = toldOf(dynamoCounters(table, mark.id, proviso), (n) => {
    counted += n;
  });
  for (let at = 0; at < facts.length; at += CHUNK) {
    const items = await rawItems(
      table,
      facts.slice(at, at + CHUNK).map(({ ticketId, seq }) => keys.event(ticketId, seq)),
    );
    const events: TicketEvent[] = [...items.values()].map((item) => kind.fromItem({ ...item }));
    const { failed } = await countEvents(events, counters);
    const [cause] = failed.values();
    if (failed.size > 0) throw cause;
  }
  return counted;
};

const toldOf = (counters: Counters, tell: (facts: number) => void): Counters => ({
  async add(ticketId, seqs, additions) {
    const isNew = await counters.add(ticketId, seqs, additions);
    if (isNew) tell(seqs.length);
    return isNew;
  },
});
