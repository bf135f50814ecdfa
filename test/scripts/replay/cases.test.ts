import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCases, type Step } from '../../../scripts/replay/cases.ts';
import { hour, row, smallMapping } from './support.ts';

type Rows = Parameters<typeof readCases>[0];
const only = async (rows: Rows) => {
  const cases = await readCases(rows, smallMapping);
  expect(cases).toHaveLength(1);
  return cases[0];
};
/** Steps as short texts: the hour, what, to what. */
const told = (steps: readonly Step[] = []): string[] =>
  steps.map((step) => {
    const at = (step.at - Date.parse(hour(0))) / 3_600_000;
    return step.type === 'opened' ? `${at} opened` : `${at} ${step.type} ${step.to}`;
  });

describe('readCases', () => {
  it('tells the whole life of a case in the words of this system', async () => {
    const found = await only([
      row('A', 1, 'New', { opened: hour(0), person: 'Kim' }),
      row('A', 2, 'Active', { person: 'Kim' }),
      row('A', 3, 'Waiting', { person: 'Kim' }),
      row('A', 4, 'Active', { person: 'Lee', priority: 'P2' }),
      row('A', 5, 'Vendor', { person: 'Lee', priority: 'P2' }),
      row('A', 6, 'Noted', { person: 'Lee', priority: 'P2' }),
      row('A', 8, 'Solved', { closed: hour(9), priority: 'P2', sla: 'missed' }),
    ]);

    expect(told(found?.steps)).toEqual([
      '0 opened',
      '1 assigned Kim',
      '3 status pending',
      '4 status open',
      '4 priority high',
      '4 assigned Lee',
      '5 status onHold',
      '9 status resolved',
    ]);
    expect(found).toMatchObject({
      subject: 'A: Printer',
      customer: 'Caller 1',
      channel: 'phone',
      kind: 'complaint',
      priority: 'normal',
      lastPriority: 'high',
      verdict: 'breached',
    });
  });

  it('opens a case that nobody was given when work on it begins', async () => {
    const found = await only([row('A', 0, 'New'), row('A', 1, 'Active')]);

    expect(told(found?.steps)).toEqual(['0 opened', '1 status open']);
  });

  it('takes the time of resolution from its column for the last closing only, and drops repeats', async () => {
    const closed = hour(20);
    const found = await only([
      row('A', 0, 'New', { closed }),
      row('A', 3, 'Solved', { closed }),
      row('A', 5, 'Active', { closed }),
      row('A', 7, 'Solved', { closed }),
      row('A', 8, 'Noted', { closed }),
      row('A', 9, 'Solved', { closed }),
    ]);

    expect(told(found?.steps)).toEqual([
      '0 opened',
      '3 status resolved',
      '5 status open',
      '20 status resolved',
    ]);
  });

  it('resolves before it closes, and reopens what is taken up again', async () => {
    const found = await only([
      row('A', 0, 'New'),
      row('A', 1, 'Taken', { person: 'Kim' }),
      row('A', 2, 'Solved'),
      row('A', 3, 'Taken', { person: 'Kim' }),
      row('A', 4, 'Done'),
      row('A', 5, 'Active'),
    ]);

    expect(told(found?.steps)).toEqual([
      '0 opened',
      '1 assigned Kim',
      '2 status resolved',
      '3 status open',
      '3 assigned Kim',
      '4 status resolved',
      '4 status closed',
    ]);
  });

  it('puts rows in order of time, rows of one instant in the order of the file', async () => {
    const found = await only([
      row('A', 3, 'Waiting'),
      row('A', 3, 'Vendor'),
      row('A', 1, 'New'),
      row('A', 2, 'Active'),
    ]);

    expect(told(found?.steps)).toEqual(['1 opened', '2 status open', '3 status pending', '3 status onHold']);
  });

  it('lets nothing happen to a case before it is opened', async () => {
    const found = await only([row('A', 1, 'Waiting', { opened: hour(2) })]);

    expect(told(found?.steps)).toEqual(['2 opened', '2 status pending']);
  });

  it('gives cases in the order in which they were opened', async () => {
    const cases = await readCases(
      [row('B', 2, 'New'), row('A', 1, 'New'), row('D', 0, 'New'), row('C', 0, 'New')],
      smallMapping,
    );

    expect(cases.map(({ id }) => id)).toEqual(['C', 'D', 'A', 'B']);
  });

  it('names what the mapping does not know', async () => {
    await expect(readCases([row('A', 0, 'Lost')], smallMapping)).rejects.toThrow('the state Lost');
    await expect(readCases([row('A', 0, 'New', { priority: 'P9' })], smallMapping)).rejects.toThrow(
      'the priority P9',
    );
    await expect(readCases([row('A', 0, 'New', { opened: 'soon' })], smallMapping)).rejects.toThrow(
      'the time soon',
    );
    await expect(readCases([{ case: 'A' }], smallMapping)).rejects.toThrow('no column at');
  });

  it('never tells a step that the one before rules out, whatever the rows say', async () => {
    const states = Object.keys(smallMapping.states);
    const anyRow = fc.record({
      at: fc.nat(20),
      state: fc.constantFrom(...states),
      person: fc.constantFrom('?', 'Kim', 'Lee'),
      priority: fc.constantFrom('?', 'P2', 'P3'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 12 }), async (rows) => {
        const found = await only(
          rows.map(({ at, state, person, priority }) => row('A', at, state, { person, priority })),
        );
        const steps = found?.steps ?? [];

        expect(steps[0]?.type).toBe('opened');
        expect(steps.filter(({ type }) => type === 'opened')).toHaveLength(1);
        expect(steps.every((step, i) => step.at >= (steps[i - 1]?.at ?? 0))).toBe(true);
        let status = 'new';
        for (const step of steps.slice(1)) {
          if (step.type === 'status') {
            expect(step.to).not.toBe(status);
            expect(status).not.toBe('closed');
            if (status === 'resolved') expect(['open', 'closed']).toContain(step.to);
            if (step.to === 'closed') expect(status).toBe('resolved');
            status = step.to;
          } else {
            expect(['resolved', 'closed']).not.toContain(status);
            if (step.type === 'assigned' && status === 'new') status = 'open';
          }
        }
      }),
    );
  });
});
