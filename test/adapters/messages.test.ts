import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import type { Position } from '#shared/app/lists.ts';
import { create } from '#shared/app/records.ts';
import { agent, aMessage, aTicket } from '#test/domain/tickets/support.ts';
import { aStore } from './support/a-store.ts';

const ticket = aTicket();
const notes = Array.from({ length: 60 }, (_, n) =>
  aMessage(ticket, agent, { visibility: n % 30 === 29 ? 'public' : 'internal' }),
);

describe('A conversation of many notes, as the customer reads it', () => {
  let kept: Awaited<ReturnType<typeof aStore>>;
  beforeAll(async () => {
    kept = await aStore({ team: 1, all: 1, timers: 1 });
    await kept.store.commit([create('ticket', ticket)]);
    for (const note of notes) await kept.store.commit([create('message', note)]);
  });
  afterAll(() => kept.close());

  it('comes whole, at a bounded number of reads for each page, however small the pages are', async () => {
    const lists = allLists(kept.table);
    const sent = vi.spyOn(kept.table.documents, 'send');
    const read: string[] = [];
    let after: Position | undefined;
    do {
      sent.mockClear();
      const page = await lists.messages(ticket.id, { limit: 1, after }, true);
      expect(sent.mock.calls.length).toBeLessThanOrEqual(8);
      read.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);

    expect(read).toEqual([notes[29]?.id, notes[59]?.id]);
  });
});
