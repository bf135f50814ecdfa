import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { catalogue, publishedEvent } from '#events/catalogue.ts';
import { authorSchema, causeSchema, taskTypeSchema } from '#events/words.ts';
import { factOf } from '#shared/app/events/facts.ts';
import { outgoing, outgoingType } from '#shared/app/events/outgoing.ts';
import { changeActionSchema, changeEntitySchema } from '#shared/domain/changes/change.ts';
import { escalationSchema } from '#shared/domain/tickets/escalation.ts';
import { actorSchema, eventId, eventTypeSchema, type TicketEvent } from '#shared/domain/tickets/event.ts';
import { taskSchema } from '#shared/domain/tickets/task.ts';
import { canaries, lifeEvents } from './lives.ts';

const facts = [
  'customer.created',
  'customer.updated',
  'customer.merged',
  'customer.erased',
  'order.upserted',
];
const ticketId = 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY';

/** As it arrives on the other side of the bus. */
const sent = (event: TicketEvent) =>
  JSON.parse(JSON.stringify(outgoing(event))) as ReturnType<typeof outgoing>;

describe('the catalogue of events', () => {
  it('has an entry for every kind of fact that a timeline can tell, for those of customers and orders, and no other', () => {
    expect([...catalogue.keys()].toSorted()).toEqual(
      [...eventTypeSchema.options.map(outgoingType), ...facts].toSorted(),
    );
  });

  it('has what a change of a customer or an order is published as, and nothing of other changes', () => {
    const types = changeEntitySchema.options.flatMap((entity) =>
      changeActionSchema.options.flatMap((action) => {
        const entityId = `${entity === 'order' ? 'ord' : 'cus'}_01K5Q8J3M9N4P6R7S8T9V0W1XY`;
        const id = 'evt_01K5Q8J3M9N4P6R7S8T9V0W1XY';
        const fact = factOf({ id, entity, entityId, action, version: 3, changedAt: 0 });
        if (fact) expect(publishedEvent(fact)).toEqual(fact);
        return fact?.type ?? [];
      }),
    );

    expect([...new Set(types)].toSorted()).toEqual(facts.toSorted());
  });

  it('uses the same words as the domain where no context keeps them as values', () => {
    expect(authorSchema.options).toEqual(actorSchema.shape.type.options);
    expect(causeSchema.options).toEqual(escalationSchema.shape.cause.options);
    expect(taskTypeSchema.options).toEqual(taskSchema.shape.type.options);
  });

  it('fits everything that the life of a case publishes, field by field, and lets nothing out that people wrote or are called', () => {
    fc.assert(
      fc.property(lifeEvents, (events) => {
        for (const event of events) {
          const published = sent(event);
          expect(publishedEvent(published)).toEqual(published);
          for (const canary of canaries) expect(JSON.stringify(published)).not.toContain(canary);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is tried with every kind of fact that a case tells by itself', () => {
    const lives = fc.sample(lifeEvents, { numRuns: 400, seed: 7 });
    const seen = new Set(lives.flat().map(({ type }) => outgoingType(type)));

    expect([...seen].toSorted()).toEqual([
      'ticket.acknowledged',
      'ticket.assigned',
      'ticket.created',
      'ticket.deescalated',
      'ticket.escalated',
      'ticket.messageAdded',
      'ticket.messageEdited',
      'ticket.reopened',
      'ticket.slaBreached',
      'ticket.slaChanged',
      'ticket.slaWarning',
      'ticket.statusChanged',
      'ticket.triaged',
      'ticket.updated',
    ]);
  });

  it('refuses a published fact with one field more', () => {
    fc.assert(
      fc.property(lifeEvents, fc.constantFrom(...canaries), (events, canary) => {
        for (const event of events) {
          const published = sent(event);
          expect(() =>
            publishedEvent({ ...published, data: { ...published.data, note: canary } } as typeof published),
          ).toThrow();
        }
      }),
      { numRuns: 20 },
    );
  });

  it('keeps fields that it does not know inside, whatever the timeline notes under them', () => {
    const known = new Set([...catalogue.values()].flatMap(({ schema }) => fieldsOf(schema)));
    const stray = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => !known.has(name)),
      fc.oneof(fc.constantFrom(...canaries), fc.anything()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...eventTypeSchema.options), stray, (type, data) => {
        const at = Date.parse('2026-03-02T09:00:00Z');
        const published = outgoing({
          id: eventId(ticketId, 1, at),
          ticketId,
          seq: 1,
          type,
          at,
          actor: { type: 'system', id: 'test' },
          data,
        });

        expect(published.data).toEqual({ ticketId, seq: 1 });
      }),
    );
  });
});

const fieldsOf = (schema: z.ZodType): string[] => {
  const data = schema instanceof z.ZodObject ? (schema.shape as Record<string, unknown>)['data'] : undefined;
  return data instanceof z.ZodObject ? Object.keys(data.shape) : [];
};
