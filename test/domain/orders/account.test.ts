import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { days } from '#shared/domain/kernel/time.ts';
import { checkInstants } from '#shared/domain/orders/account.ts';

const now = Date.parse('2026-03-02T09:00:00Z');
const instant = fc.integer({ min: now - days(3), max: now + days(3) });

describe('the instants of an account', () => {
  it('are taken up to a day ahead of now, the first that lies later is named', () => {
    fc.assert(
      fc.property(instant, instant, (placedAt, sourceUpdatedAt) => {
        const latest = now + days(1);
        const wrong =
          placedAt > latest ? 'placedAt' : sourceUpdatedAt > latest ? 'sourceUpdatedAt' : undefined;
        const check = () => checkInstants({ placedAt, sourceUpdatedAt }, now);
        if (wrong === undefined) expect(check).not.toThrow();
        else
          expect(check).toThrow(
            expect.objectContaining({
              code: 'invalid_request',
              errors: [expect.objectContaining({ path: wrong })],
            }),
          );
      }),
    );
  });
});
