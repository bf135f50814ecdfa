import { describe, expect, it } from 'vitest';
import { queueFilter, streamFilter } from '#local/events/filters.ts';
import { matchesPattern } from '#local/events/pattern.ts';
import type { JsonObject } from '#local/net/json.ts';

const event: JsonObject = {
  source: 'kefu.tickets',
  'detail-type': 'ticket.created',
  detail: {
    priority: 3,
    tags: ['vip', 'refund'],
    customer: { name: null, city: 'Köln' },
    open: true,
    lines: [{ sku: 'a' }, { sku: 'b' }],
  },
};

describe('event patterns', () => {
  it.each<[string, JsonObject, boolean]>([
    ['a listed value', { source: ['other', 'kefu.tickets'] }, true],
    ['no listed value', { source: ['other'] }, false],
    ['all fields or nothing', { source: ['kefu.tickets'], 'detail-type': ['x'] }, false],
    ['an element of a list in the event', { detail: { tags: ['refund'] } }, true],
    ['a field of objects in a list', { detail: { lines: { sku: ['b'] } } }, true],
    ['null as null', { detail: { customer: { name: [null] } } }, true],
    ['true as true, not as text', { detail: { open: ['true'] } }, false],
    ['a number as a number', { detail: { priority: [3] } }, true],
    ['prefix', { source: [{ prefix: 'kefu.' }] }, true],
    ['prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'KEFU' } }] }, true],
    ['suffix', { 'detail-type': [{ suffix: '.created' }] }, true],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'KEFU.TICKETS' }] }, true],
    ['wildcard', { source: [{ wildcard: 'ke*.t*ts' }] }, true],
    ['wildcard whose dot is a dot', { source: [{ wildcard: 'kefuxtickets' }] }, false],
    ['numeric range', { detail: { priority: [{ numeric: ['>', 2, '<=', 3] }] } }, true],
    ['numeric outside its range', { detail: { priority: [{ numeric: ['>', 3] }] } }, false],
    ['numeric never matches text', { source: [{ numeric: ['>', 0] }] }, false],
    ['exists', { detail: { priority: [{ exists: true }] } }, true],
    ['exists false for what is missing', { detail: { nothing: [{ exists: false }] } }, true],
    ['exists false for what is there', { detail: { priority: [{ exists: false }] } }, false],
    ['anything-but', { source: [{ 'anything-but': ['a', 'b'] }] }, true],
    ['anything-but the very value', { source: [{ 'anything-but': 'kefu.tickets' }] }, false],
    ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'kefu' } }] }, false],
    ['anything-but does not match what is missing', { nothing: [{ 'anything-but': 'x' }] }, false],
    ['$or', { $or: [{ source: ['x'] }, { detail: { priority: [3] } }] }, true],
    ['$or of nothing that fits', { $or: [{ source: ['x'] }, { source: ['y'] }] }, false],
  ])('match %s', (_name, pattern, expected) => {
    expect(matchesPattern(pattern, event)).toBe(expected);
  });

  it('refuses an operator it does not know', () => {
    expect(() => matchesPattern({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow(/cidr/);
  });

  it('does not look into the prototype', () => {
    expect(matchesPattern({ constructor: [{ exists: true }] }, event)).toBe(false);
  });
});

describe('event source filters', () => {
  const criteria = (...patterns: object[]) => ({
    Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })),
  });

  it('let a stream record through when one pattern fits its new image', () => {
    const filter = streamFilter(
      criteria(
        { eventName: ['INSERT'], dynamodb: { NewImage: { t: { S: ['E'] } } } },
        { eventName: ['REMOVE'] },
      ),
    );
    const record = (eventName: string, t: string) => ({ eventName, dynamodb: { NewImage: { t: { S: t } } } });

    expect(
      [record('INSERT', 'E'), record('INSERT', 'T'), record('MODIFY', 'E'), record('REMOVE', 'X')].map(
        filter,
      ),
    ).toEqual([true, false, false, true]);
  });

  it('read a message body as JSON where the pattern looks inside, and drop what is no JSON', () => {
    const filter = queueFilter(criteria({ body: { kind: ['mail'] } }));

    expect([{ body: '{"kind":"mail"}' }, { body: '{"kind":"sms"}' }, { body: 'mail' }].map(filter)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('let everything through without criteria', () => {
    expect(queueFilter(undefined)({ body: 'x' })).toBe(true);
  });
});
