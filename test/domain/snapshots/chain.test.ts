import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { days, hours, minutes } from '#shared/domain/kernel/time.ts';
import { chainProblems, type Link } from '#shared/domain/snapshots/chain.ts';
import { scheduledId } from '#shared/domain/snapshots/snapshot.ts';
import { planOf } from '#shared/domain/snapshots/window.ts';

const T0 = Date.parse('2026-03-02T00:00:00Z');
const idOf = (n: number): string => `snap_01K5Q8J3M9N4P6R7S8T9V0${String(n).padStart(4, '0')}`;

/** A full snapshot, and one for each of so many days after it. */
const daily = (windows: number): Link[] => [
  { id: idOf(0), kind: 'full', to: T0, table: 'table', tableId: 't-1' },
  ...Array.from(
    { length: windows },
    (_, n): Link => ({
      id: idOf(n + 1),
      kind: 'incremental',
      from: T0 + days(n),
      to: T0 + days(n + 1),
      base: idOf(n),
      full: idOf(0),
      table: 'table',
      tableId: 't-1',
    }),
  ),
];
const WINDOWS = 96;
const at = fc.integer({ min: 1, max: WINDOWS });

describe('A chain of 96 daily windows', () => {
  it('is whole as it was taken', () => {
    expect(chainProblems(daily(WINDOWS))).toEqual([]);
  });

  it('shows each window that is missing', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: WINDOWS - 1 }), { minLength: 1, maxLength: 20 }),
        (gone) => {
          const left = daily(WINDOWS).filter((_, n) => !gone.includes(n));
          const after = new Set(gone.filter((n) => !gone.includes(n + 1)).map((n) => idOf(n + 1)));
          const gaps = chainProblems(left).filter(({ code }) => code === 'chainGap');
          expect(new Set(gaps.map(({ snapshotId }) => snapshotId))).toEqual(after);
        },
      ),
    );
  });

  it('shows a window that begins too late or too early, however little', () => {
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: days(1) - 1 }), fc.boolean(), (n, by, late) => {
        const links = daily(WINDOWS).map((link, position) =>
          position === n ? { ...link, from: (link.from ?? 0) + (late ? by : -by) } : link,
        );
        expect(chainProblems(links)).toEqual([
          { code: late ? 'chainGap' : 'chainOverlap', snapshotId: idOf(n) },
        ]);
      }),
    );
  });

  it('shows two windows that have changed places', () => {
    fc.assert(
      fc.property(at, at, (a, b) => {
        fc.pre(a !== b);
        const links = daily(WINDOWS);
        const [first, second] = [links[a], links[b]];
        if (first && second) [links[a], links[b]] = [second, first];
        const codes = chainProblems(links).map(({ code }) => code);
        expect(codes).toContain('chainOrder');
        expect(codes.some((code) => code === 'chainGap' || code === 'chainOverlap')).toBe(true);
      }),
    );
  });

  it('shows one that comes twice, is of another table, ends before it begins, or has no full one before it', () => {
    fc.assert(
      fc.property(at, (n) => {
        const links = daily(WINDOWS);
        const link = links[n];
        if (!link) throw new Error('there is no such link');
        const codesWith = (changed: Link[]) => chainProblems(changed).map(({ code }) => code);
        expect(codesWith(links.toSpliced(n, 0, link))).toContain('chainOverlap');
        expect(codesWith(links.with(n, { ...link, tableId: 't-2' }))).toContain('wrongTable');
        expect(codesWith(links.with(n, { ...link, to: link.from ?? 0 }))).toContain('chainOrder');
        expect(codesWith(links.with(n, { ...link, kind: 'full' }))).toContain('chainOrder');
        expect(codesWith(links.slice(n))).toContain('chainBroken');
      }),
    );
    expect(chainProblems([])).toEqual([{ code: 'chainBroken', reason: 'empty' }]);
  });
});

describe('What the next snapshot is', () => {
  const last = daily(1)[0];

  it('continues the last one exactly where it ended, whatever hours were missed, and never exports too short or too long a window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: days(3) }),
        fc.integer({ min: 0, max: days(2) }),
        (later, known) => {
          const now = T0 + later;
          const recoverableFrom = T0 - known;
          const plan = planOf('incremental', { last, recoverableFrom }, now);
          if (plan.kind === 'full') {
            expect(later > days(1) - minutes(1) || known < minutes(16)).toBe(true);
            return;
          }
          expect(plan).toMatchObject({ from: T0, base: idOf(0), full: idOf(0) });
          expect(plan.exportFrom).toBeLessThanOrEqual(plan.from);
          expect(plan.exportFrom).toBeGreaterThanOrEqual(recoverableFrom);
          expect(now - plan.exportFrom).toBeGreaterThanOrEqual(minutes(15));
          expect(now - plan.exportFrom).toBeLessThanOrEqual(days(1));
        },
      ),
    );
  });

  it('is a full one without anything to continue, when recovery was off meanwhile, or when it is asked for', () => {
    const recoverableFrom = T0 - days(5);
    expect(planOf('incremental', { last: undefined, recoverableFrom }, T0)).toEqual({ kind: 'full' });
    expect(planOf('full', { last, recoverableFrom }, T0 + hours(1))).toEqual({ kind: 'full' });
    const offUntil = T0 + minutes(30);
    expect(planOf('incremental', { last, recoverableFrom: offUntil }, T0 + hours(1))).toEqual({
      kind: 'full',
    });
  });

  it('keeps the full one of the chain', () => {
    const [, changes] = daily(1);
    const plan = planOf('incremental', { last: changes, recoverableFrom: T0 }, T0 + days(1) + hours(1));
    expect(plan).toMatchObject({ kind: 'incremental', base: idOf(1), full: idOf(0), from: T0 + days(1) });
  });
});

describe('Scheduled snapshots', () => {
  it('have one id for each hour and one for each day, and never the same for both', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: T0, max: T0 + days(400) }),
        fc.integer({ min: 0, max: days(2) }),
        (a, more) => {
          const b = a + more;
          const same = (span: number) => Math.floor(a / span) === Math.floor(b / span);
          expect(scheduledId('incremental', a) === scheduledId('incremental', b)).toBe(same(hours(1)));
          expect(scheduledId('full', a) === scheduledId('full', b)).toBe(same(days(1)));
          expect(scheduledId('full', a)).not.toBe(scheduledId('incremental', b));
        },
      ),
    );
  });
});
