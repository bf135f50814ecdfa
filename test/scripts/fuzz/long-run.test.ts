import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookBehind } from '#test/fuzz/behind.ts';
import { progressIn } from '#test/fuzz/progress.ts';
import type { Finding } from '#test/fuzz/report.ts';
import { queuesOf } from '#test/fuzz/string-queues.ts';

describe('what fields are given', () => {
  const schema = { type: 'string', maxLength: 5 } as const;
  it('is every string once, whatever is taken and whatever is refused', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1 }),
        fc.infiniteStream(fc.boolean()),
        (strings, says) => {
          const places = ['a', 'b', 'c.d'];
          const queues = queuesOf(
            places.map((name) => ({ name, schema })),
            strings,
          );
          const given = new Map<string, string[]>(places.map((name) => [name, []]));
          for (let waiting = queues.next(); waiting.size > 0; waiting = queues.next()) {
            const named = says.next().value ? [...waiting.keys()] : [...waiting.keys()].slice(0, 1);
            const isTaken = says.next().value;
            for (const name of isTaken ? [...waiting.keys()] : named)
              given.get(name)?.push(waiting.get(name) ?? '');
            if (isTaken) queues.taken();
            else queues.refused(named);
          }

          for (const all of given.values()) expect(all.toSorted()).toEqual(strings.toSorted());
        },
      ),
    );
  });
});

describe('the results of a long run', () => {
  it('are kept by operation; what broke a promise is tried again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-fuzz-test-'));
    const progress = progressIn<{ operation: string; findings: Finding[] }>(join(folder, 'results'));
    const finding = { check: 'c', why: 'w', operation: 'b/two', label: '', curl: '' };
    progress.keep('a/one', { operation: 'a/one', findings: [] });
    progress.keep('b/two', { operation: 'b/two', findings: [finding] });

    expect(progress.held('a/one')).toBeDefined();
    expect(progress.held('b/two')).toBeUndefined();
    expect(progress.all().map(({ operation }) => operation)).toEqual(['a/one', 'b/two']);
    progress.forget((operation) => operation.startsWith('a/'));
    expect(progress.held('a/one')).toBeUndefined();
    rmSync(folder, { recursive: true });
  });
});

describe('a look behind the answers', () => {
  const journeyOf = (home: string, deadLetters: () => number) => ({
    home,
    drain: () => Promise.resolve(),
    queues: () =>
      Promise.resolve([
        { name: 'documents', visible: 0, inFlight: 0, delayed: 0, deadLetters: deadLetters() },
      ]),
  });

  it('tells of work that was given up, and of words that were sent and stand in a log, each once', async () => {
    const home = mkdtempSync(join(tmpdir(), 'kefu-fuzz-test-'));
    mkdirSync(join(home, 'logs'));
    let given = 0;
    const look = lookBehind(journeyOf(home, () => given));

    expect(await look()).toEqual({ givenUp: [], inLogs: new Map() });
    writeFileSync(join(home, 'logs', 'f.log'), '{"message":"no such team cnryab1xcd2"}\n');
    given = 1;
    const { givenUp, inLogs } = await look();
    expect(givenUp.map(({ why }) => why)).toEqual(['1 dead letters of documents']);
    expect([...inLogs.keys()]).toEqual(['cnryab1xcd2']);
    expect(await look()).toEqual({ givenUp: [], inLogs: new Map() });
    rmSync(home, { recursive: true });
  });
});
