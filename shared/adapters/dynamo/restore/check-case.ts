import { countEvents } from '#shared/app/aggregates/count-events.ts';
import { halvesOfCase } from '#shared/domain/restores/half-case.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import { occupied } from '#shared/domain/tickets/occupied.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { dynamoCounters } from '../counters.ts';
import { itemKindOf } from '../items/index.ts';
import { type Key, keys } from '../keys.ts';
import type { Table } from '../table.ts';
import type { Find, Findings } from './findings.ts';
import { additionsIn } from './recount.ts';

const headOf = (items: readonly Stored[]): Ticket | undefined => {
  const head = items.find(({ sk }) => sk === 'A');
  return head && itemKindOf('ticket').fromItem(head);
};

/** Entries of lists and orders that follow from a head. */
const followers = (table: Table, ticket: Ticket): readonly Stored[] =>
  itemKindOf('ticket').follow?.(ticket, undefined, table.shards).put ?? [];

const pointers = (items: readonly Stored[]): readonly Stored[] =>
  items.filter(({ t }) => t === 'surveyOfTicket');
const surveyKey = ({ surveyId }: Stored): Key => keys.survey(String(surveyId));

/** What has to be known of the rest of the table to check a case. */
export const caseKeys = (table: Table, items: readonly Stored[]): readonly ItemKey[] => {
  const ticket = headOf(items);
  return [
    ...pointers(items).map(surveyKey),
    ...(ticket
      ? [
          keys.ticketNumber(ticket.number),
          keys.customer(ticket.customerId),
          ...followers(table, ticket).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })),
        ]
      : []),
  ];
};

/** Halves of transactions in one case: within it, and between it and what leads to it. Facts that no counter knows are counted. */
export const checkCase = async (
  table: Table,
  items: readonly Stored[],
  find: Find,
  findings: Findings,
): Promise<void> => {
  const ticketId = String(items[0]?.['pk']).slice('TKT#'.length);
  const { problems, takeAway } = halvesOfCase(ticketId, items);
  for (const problem of problems) findings.problem(problem);
  for (const { code, item } of takeAway) await findings.remove(code, item);
  for (const pointer of pointers(items))
    if (!find(surveyKey(pointer))) await findings.remove('pointerWithoutSurvey', pointer);
  const ticket = headOf(items);
  if (ticket === undefined) return;
  const agent = occupied(ticket);
  if (agent !== undefined) findings.occupies(agent);
  await checkAround(table, ticket, find, findings);
  await countUncounted(table, ticket, items);
};

const checkAround = async (table: Table, ticket: Ticket, find: Find, findings: Findings): Promise<void> => {
  const { id, number, customerId } = ticket;
  const claim = find(keys.ticketNumber(number));
  if (!claim) {
    const kind = itemKindOf('ticketNumber');
    const record = { number, ticketId: id };
    const item = {
      ...kind.key([number]),
      t: kind.type,
      v: kind.schemaVersion,
      ...kind.toItem(record, table.shards),
    };
    await findings.add('numberMissing', item);
  } else if (claim['ticketId'] !== id) findings.problem({ code: 'numberTaken', id });
  if (!find(keys.customer(customerId))) findings.problem({ code: 'customerMissing', id });
  for (const item of followers(table, ticket))
    if (!find({ pk: String(item['pk']), sk: String(item['sk']) }))
      await findings.add(item['t'] === 'orderTicket' ? 'orderLinkMissing' : 'listEntryMissing', item);
};

/** The stream may still be on its way with some of them: each is counted once, whoever comes first. */
const countUncounted = async (table: Table, ticket: Ticket, items: readonly Stored[]): Promise<void> => {
  const seqs = items.find(({ sk }) => sk === 'CNT')?.['seqs'];
  const counted = seqs instanceof Set ? seqs : new Set();
  const kind = itemKindOf('event');
  const uncounted = items.filter(
    (item) =>
      item['t'] === 'event' &&
      Number(item['seq']) <= ticket.eventSeq &&
      !counted.has(item['seq']) &&
      additionsIn(item).length > 0,
  );
  const { failed } = await countEvents(uncounted.map(kind.fromItem), dynamoCounters(table));
  const [cause] = failed.values();
  if (failed.size > 0) throw cause;
};
