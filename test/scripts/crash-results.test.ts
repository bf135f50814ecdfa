import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Disturbance } from '#test/faults/crash/play.ts';
import { isInARow, type WayReport } from '#test/faults/crash/points.ts';
import { knownResults, noteResult, waysLeft, wayTable } from '#test/faults/crash/results.ts';

const folder = mkdtempSync(join(tmpdir(), 'kefu-crash-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const report = (disturbance: Disturbance, broken: readonly string[][]): WayReport => ({
  ...{ handler: 'http/tickets/create', disturbance, calls: ['dynamodb BatchGetItem'], seconds: 1 },
  points: broken.map((lines, n) => ({
    ...{ handler: 'http/tickets/create', disturbance, n: n + 1, call: 'dynamodb BatchGetItem' },
    broken: lines,
  })),
});

describe('the calls that are disturbed', () => {
  it('are all but reads between two of their kind, which the first and the last of them stand for', () => {
    const [query, write] = ['dynamodb Query', 'dynamodb TransactWriteItems'];
    const calls = [query, query, query, query, write, write, write, query];

    expect(calls.map((_, n) => isInARow(calls, n + 1))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('the results of crash points', () => {
  it('are those of the newest run, and a line that a death cut off is passed over', () => {
    const file = join(folder, 'newest.jsonl');
    noteResult(file, report('twice', [['too much']]));
    appendFileSync(file, '\n{"handler":"http/tick');
    noteResult(file, report('twice', [[]]));

    expect(knownResults(file)).toEqual([report('twice', [[]])]);
    expect(knownResults(join(folder, 'nothing.jsonl'))).toEqual([]);
  });

  it('leave to be played what is missing or broken', () => {
    const known = [report('twice', [[]]), report('busy', [[], ['told 500']])];

    expect(waysLeft(known, 'http/tickets/create', ['twice', 'busy', 'frozen', 'killed after'])).toEqual([
      'busy',
      'frozen',
      'killed after',
    ]);
    expect(waysLeft(known, 'http/tickets/edit', ['twice'])).toEqual(['twice']);
  });

  it('are counted by way', () => {
    const lines = wayTable([report('twice', [[], ['told 500']])], 94);

    expect(lines).toContain('twice: 1 of 2 held, 1 of 94 handlers played');
    expect(lines).toContain('frozen: 0 of 0 held, 0 of 94 handlers played');
  });
});
