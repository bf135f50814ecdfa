import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHistory, readHistory } from '#test/campaign/history.ts';

describe('a history', () => {
  it('is the same when it is read back from its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-history-'));
    try {
      const history = openHistory(join(folder, 'history.jsonl'));
      for (let n = 0; n < 1200; n++) history.begin('one', 'add', n).ok();
      history.note('faults', 'kill', { worker: 'sweep' });
      history.close();
      expect(readHistory(join(folder, 'history.jsonl'))).toEqual(history.steps);
      expect(history.steps).toHaveLength(2401);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('notes an operation that threw as one of which nobody knows', async () => {
    const history = openHistory();
    const failing = history.around({ process: 'one', f: 'add', value: 1 }, async () => {
      throw new Error('cut off');
    });
    await expect(failing).rejects.toThrow('cut off');
    await history.around(
      { process: 'one', f: 'read' },
      async () => [1],
      (seen) => seen,
    );
    expect(history.steps.map(({ op, type, value }) => ({ op, type, value }))).toEqual([
      { op: 0, type: 'invoke', value: 1 },
      { op: 0, type: 'info', value: 1 },
      { op: 2, type: 'invoke', value: undefined },
      { op: 2, type: 'ok', value: [1] },
    ]);
  });

  it('lets no operation end twice', () => {
    const ending = openHistory().begin('one', 'add', 1);
    ending.ok();
    expect(() => ending.fail()).toThrow('has ended already');
  });
});
