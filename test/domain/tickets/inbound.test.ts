import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineSchema } from '#shared/contracts/words.ts';
import { caseFor, conversationIn, subjectFrom } from '#shared/domain/tickets/inbound.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';

const of = (customerId: string): Ticket => ({ customerId }) as Ticket;

describe('where a message of a channel goes', () => {
  it('is the first candidate that is the sender’s, never another’s', () => {
    const owner = fc.constantFrom('me', 'formerMe', 'other');
    fc.assert(
      fc.property(fc.array(fc.option(owner, { nil: undefined })), (owners) => {
        const candidates = owners.map((one) => (one === undefined ? undefined : of(one)));
        const chosen = caseFor(candidates, ['me', 'formerMe']);
        const first = owners.findIndex((one) => one === 'me' || one === 'formerMe');
        expect(chosen).toBe(first < 0 ? undefined : candidates[first]);
      }),
    );
  });

  it('stays the conversation while it goes on there, and is one version further elsewhere', () => {
    const next = { customerId: 'c', channel: 'social', ticketId: 't1' } as const;
    const first = conversationIn(undefined, next, 1);
    expect(first).toMatchObject({ version: 1, updatedAt: 1 });
    expect(conversationIn(first, next, 2)).toBe(first);
    expect(conversationIn(first, { ...next, ticketId: 't2' }, 2)).toMatchObject({ version: 2, updatedAt: 2 });
  });
});

describe('the subject of a message without one', () => {
  it('is a line that a subject may be, whatever somebody writes', () => {
    const schema = lineSchema(200, 800);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const subject = subjectFrom(text.toWellFormed());
        fc.pre(subject !== '');
        expect([...subject].length).toBeLessThanOrEqual(100);
        expect(subject).not.toMatch(/[\r\n\u0000-\u001f]/);
        if (/[\p{L}\p{N}]/u.test(subject)) expect(schema.safeParse(subject).success).toBe(true);
      }),
    );
  });

  it('is the first line, cut between words', () => {
    expect(subjectFrom('\n  我的包裹呢？ \n谢谢')).toBe('我的包裹呢？');
    const long = subjectFrom(`${'word '.repeat(40)}`);
    expect(long).toMatch(/^(word )+word…$/);
    expect(subjectFrom('   ')).toBe('…');
  });
});
