import { ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { counterItems, countersOfBatch } from '#shared/adapters/dynamo/counters.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { additionsOf } from '#shared/app/aggregates/additions.ts';
import { countEvents } from '#shared/app/aggregates/count-events.ts';
import { create } from '#shared/app/records.ts';
import { hours, iso } from '#shared/domain/kernel/time.ts';
import { eventId, type Place, type TicketEvent } from '#shared/domain/tickets/event.ts';
import { agent, NINE } from '#test/domain/tickets/support.ts';
import { everyItem, type StoredItem } from '#test/support/stored-items.ts';
import { idOf } from '../support/a-case.ts';
import type { aStore } from '../support/a-store.ts';

export type Store = Awaited<ReturnType<typeof aStore>>;

/** What becomes of a call that counts: all of it is lost, the note stays and what was counted is lost, or it is counted once more unseen. */
export type Mishap = 'lost' | 'half' | 'twice';

let cases = 0;
/** The id of a case that no other test has. */
export const newCase = (): string => idOf('tkt', ++cases);

const place: fc.Arbitrary<Place> = fc.record(
  {
    status: fc.constantFrom('new', 'open', 'pending', 'resolved'),
    teamId: fc.constantFrom('team_A', 'team_B'),
    assigneeId: fc.constantFrom('usr_A', 'usr_B'),
  },
  { requiredKeys: ['status', 'teamId'] },
);
/** A case by the places it goes through. */
export const lives = fc.array(fc.array(place, { minLength: 1, maxLength: 5 }), {
  minLength: 9,
  maxLength: 14,
});

/** Facts of a case at these places: moves, kept deadlines, a survey that was sent and answered, and words that count nowhere. */
export const factsOf = (ticketId: string, places: readonly Place[]): TicketEvent[] => {
  const facts: Omit<TicketEvent, 'id' | 'seq' | 'ticketId' | 'actor'>[] = places.flatMap((to, n) => {
    const from = places[n - 1];
    const at = NINE + hours(n * 7);
    return [
      { type: 'statusChanged', at, data: {}, counts: { ...(from ? { from } : {}), to } },
      { type: 'messageAdded', at, data: {} },
      {
        type: 'updated',
        at,
        data: {},
        outcomes: [
          {
            target: 'resolution',
            outcome: n % 2 === 0 ? 'met' : 'missed',
            teamId: to.teamId,
            kind: 'complaint',
          },
        ],
      },
    ] as const;
  });
  const about = { surveyId: idOf('svy', 1), teamId: 'team_A', kind: 'complaint', sentAt: iso(NINE) };
  const answer = { csat: 4, dimensions: {} };
  const all = [
    ...facts,
    { type: 'surveySent' as const, at: NINE, data: about },
    { type: 'surveyAnswered' as const, at: NINE, data: { ...about, answeredAt: iso(NINE), n: 1, answer } },
  ];
  return all.map((fact, n) => ({
    ...fact,
    id: eventId(ticketId, n + 1, NINE),
    ticketId,
    seq: n + 1,
    actor: agent,
  }));
};

/** Counters as their items should be: what all facts that are stored add up to. */
export const sumsOf = (items: readonly StoredItem[]): Record<string, Record<string, number>> => {
  const facts = items.filter(({ t }) => t === 'event') as unknown as TicketEvent[];
  return nonZero(
    counterItems(facts.flatMap((fact) => additionsOf(fact))).map(({ key, counts }) => [
      `${key.pk} ${key.sk}`,
      counts,
    ]),
  );
};

/** Counters as they lie there. */
export const countersIn = (items: readonly StoredItem[]): Record<string, Record<string, number>> =>
  nonZero(
    items
      .filter(({ t }) => t === 'count' || t === 'surveyCount' || t === 'slaCount')
      .map(({ pk, sk, t: _, v: __, ...rest }) => [
        `${pk} ${sk}`,
        Object.fromEntries(
          Object.entries(rest).flatMap(([name, n]) => (name.startsWith('~') ? [] : [[name, Number(n)]])),
        ),
      ]),
  );

export const nonZero = (
  all: readonly (readonly [string, Readonly<Record<string, number>>])[],
): Record<string, Record<string, number>> =>
  Object.fromEntries(
    all
      .map(([key, counts]): [string, Record<string, number>] => [
        key,
        Object.fromEntries(
          Object.entries(counts)
            .filter(([, n]) => n !== 0)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      ])
      .filter(([, counts]) => Object.keys(counts).length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** A desk in which facts are written and counted, with mishaps, also between the pages that somebody else reads. */
export const aDesk = (kept: Store) => {
  const queue: TicketEvent[] = [];
  const table: Table = { ...kept.table, documents: Object.create(kept.table.documents) };
  let meanwhile: () => Promise<void> = async () => {};
  table.documents.send = async (command: unknown) => {
    if (command instanceof ScanCommand) {
      command.input.Limit = 40;
      await meanwhile();
    }
    return kept.table.documents.send(command as ScanCommand);
  };
  return {
    /** The table as a recount sees it: each page of forty items comes after something has happened. */
    table,
    meanwhile: (what: () => Promise<void>): void => {
      meanwhile = what;
    },
    async write(facts: readonly TicketEvent[]): Promise<void> {
      for (let at = 0; at < facts.length; at += 50)
        await kept.store.commit(facts.slice(at, at + 50).map((fact) => create('event', fact)));
      queue.push(...facts);
    },
    /** Counts what was written, a batch of so many at a time; `mishap` says what happens to the next call. */
    async count(size: number, mishap: () => Mishap | undefined = () => undefined): Promise<void> {
      const batch = queue.splice(0, size);
      if (batch.length === 0) return;
      const spoiled = { ...kept.table, documents: Object.create(kept.table.documents) } as Table;
      spoiled.documents.send = async (command: unknown) => {
        if (command instanceof TransactWriteCommand) return spoil(kept.table, command, mishap());
        return kept.table.documents.send(command as ScanCommand);
      };
      const { failed } = await countEvents(batch, await countersOfBatch(spoiled));
      for (const cause of failed.values()) throw cause;
    },
    left: () => queue.length,
    items: () => everyItem(kept.table.documents, kept.table.name),
  };
};

const spoil = async ({ documents }: Table, command: TransactWriteCommand, mishap: Mishap | undefined) => {
  const { TransactItems: parts = [] } = command.input;
  if (mishap === 'lost') return {};
  if (mishap === 'half')
    return documents.send(new TransactWriteCommand({ TransactItems: parts.slice(0, 1) }));
  if (mishap === 'twice') {
    const untagged = parts.slice(1);
    if (untagged.length > 0) await documents.send(new TransactWriteCommand({ TransactItems: untagged }));
  }
  return documents.send(command);
};
