import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDueBook } from '../../../scripts/replay/due.ts';

const MINUTE = 60_000;

describe('createDueBook', () => {
  it('gives the full minute that ends each instant, and the tickets that are due in it', () => {
    const book = createDueBook();
    book.note('a', [MINUTE + 1, 5 * MINUTE], 0);
    book.note('b', [MINUTE + 2], 0);

    expect(book.next(MINUTE)).toBeUndefined();
    expect(book.next(10 * MINUTE)).toEqual({ at: 2 * MINUTE, ticketIds: ['a', 'b'] });
    expect(book.next(10 * MINUTE)).toEqual({ at: 6 * MINUTE, ticketIds: ['a'] });
    expect(book.next(10 * MINUTE)).toBeUndefined();
  });

  it('forgets what was known of a ticket when it is told anew', () => {
    const book = createDueBook();
    book.note('a', [MINUTE], 0);
    book.note('a', [9 * MINUTE], 0);
    book.note('b', [MINUTE], 0);
    book.note('b', [], 0);

    expect(book.next(100 * MINUTE)).toEqual({ at: 10 * MINUTE, ticketIds: ['a'] });
    expect(book.next(100 * MINUTE)).toBeUndefined();
  });

  it('takes no notice of what has passed', () => {
    const book = createDueBook();
    book.note('a', [MINUTE, 2 * MINUTE], 2 * MINUTE);

    expect(book.next(100 * MINUTE)).toBeUndefined();
  });

  it('agrees with a plain list, whatever is told and asked', () => {
    const telling = fc.record({
      ticket: fc.constantFrom('a', 'b', 'c'),
      in: fc.array(fc.integer({ min: 1, max: 20 * MINUTE }), { maxLength: 3 }),
      until: fc.nat(30 * MINUTE),
    });
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 20 }), (tellings) => {
        const book = createDueBook();
        let plain: { ticket: string; minute: number }[] = [];
        let now = 0;
        for (const { ticket, in: ahead, until } of tellings) {
          const minutes = new Set(ahead.map((ms) => Math.floor((now + ms) / MINUTE) * MINUTE + MINUTE));
          plain = [
            ...plain.filter((one) => one.ticket !== ticket),
            ...[...minutes].map((minute) => ({ ticket, minute })),
          ];
          book.note(
            ticket,
            ahead.map((ms) => now + ms),
            now,
          );
          const first = Math.min(...plain.map(({ minute }) => minute));
          const due = book.next(now + until);
          if (first > now + until) expect(due).toBeUndefined();
          else {
            const tickets = plain.filter(({ minute }) => minute === first).map((one) => one.ticket);
            expect({ at: due?.at, tickets: due?.ticketIds.toSorted() }).toEqual({
              at: first,
              tickets: tickets.toSorted(),
            });
            plain = plain.filter(({ minute }) => minute !== first);
            now = Math.max(now, first);
          }
        }
      }),
    );
  });
});
