import { describe, expect, it } from 'vitest';
import { create, update } from '#shared/app/records.ts';
import { changesIn } from '#shared/runtime/http/changes-trail.ts';
import { aTicket } from '#test/domain/tickets/support.ts';

const digest = (purpose: string, value: string): string => `${purpose} ${value.length}`;
const actions = (writes: Parameters<typeof changesIn>[0]): readonly string[] =>
  changesIn(writes, {}, digest).map(({ action }) => action);

describe('the trail of a case', () => {
  it('begins with its creation, also where a file brings it with a past', () => {
    const lived = { ...aTicket({}), version: 7 };

    expect(actions([create('ticket', aTicket({}))])).toEqual(['ticket.created']);
    expect(actions([create('ticket', lived)])).toEqual(['ticket.created']);
    expect(actions([update('ticket', lived, { ...lived, version: 8, priority: 'urgent' })])).toEqual([
      'ticket.updated',
    ]);
  });
});
