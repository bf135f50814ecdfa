import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeSpans, enter, KEPT_WAITS, type Wait } from '#shared/domain/sla/waits.ts';
import type { TicketStatus } from '#shared/domain/tickets/values.ts';

const changes = fc.array(
  fc.record({
    to: fc.constantFrom<TicketStatus>('open', 'pending', 'onHold', 'resolved'),
    ms: fc.integer({ min: -50, max: 1000 }),
  }),
  { maxLength: 120 },
);

describe('the stretches in which a ticket stood still', () => {
  it('stay few, in order and apart, and keep the sum of each status', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        let waits: readonly Wait[] = [];
        let now = 1_000_000;
        const sums = { pending: 0, onHold: 0, resolved: 0 };
        for (const { to, ms } of steps) {
          now += ms;
          const open = waits.at(-1);
          if (open?.to === undefined && open) sums[open.in] += Math.max(0, now - open.from);
          waits = enter(waits, to, now);
          expect(waits.length).toBeLessThanOrEqual(KEPT_WAITS);
          for (const [i, wait] of waits.entries()) {
            expect(wait.from).toBeGreaterThanOrEqual(waits[i - 1]?.to ?? 0);
            expect(wait.to ?? wait.from).toBeGreaterThanOrEqual(wait.from);
          }
        }
        for (const status of ['pending', 'onHold', 'resolved'] as const) {
          const kept = waits.filter((wait) => wait.in === status && wait.to !== undefined);
          expect(kept.reduce((sum, { from, to }) => sum + (to ?? from) - from, 0)).toBe(sums[status]);
        }
      }),
    );
  });

  it('are left out only where the clock waits for them, a resolved one always', () => {
    const waits: Wait[] = [
      { in: 'pending', from: 10, to: 20 },
      { in: 'onHold', from: 20, to: 30 },
      { in: 'resolved', from: 40, to: 50 },
      { in: 'pending', from: 60 },
    ];
    expect(activeSpans(waits, ['pending'], 0, 70)).toEqual([
      { from: 0, to: 10 },
      { from: 20, to: 40 },
      { from: 50, to: 60 },
    ]);
    expect(activeSpans(waits, [], 45, 70)).toEqual([{ from: 50, to: 70 }]);
    expect(activeSpans(waits, ['pending', 'onHold'], 0, 15)).toEqual([{ from: 0, to: 10 }]);
  });
});
