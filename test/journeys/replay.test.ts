import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '#local/options.ts';
import { loadMapping } from '../../scripts/replay/mapping.ts';
import { replay } from '../../scripts/replay/replay.ts';
import type { Figures } from '../../scripts/replay/report.ts';
import { startStack } from '../../scripts/stack.ts';

const allDay = [{ from: '00:00', to: '24:00' }];
const mapping = {
  name: 'small',
  columns: {
    case: 'id',
    at: 'at',
    state: 'state',
    priority: 'priority',
    assignee: ['person'],
    verdict: { column: 'kept', met: 'yes', breached: 'no' },
  },
  time: { format: 'yyyy-MM-dd HH:mm', zone: 'UTC' },
  states: { New: 'opened', Active: 'open', Waiting: 'pending', Solved: 'resolved' },
  priorities: { P3: 'normal' },
  promises: {
    calendar: {
      name: 'small-working-days',
      timeZone: 'UTC',
      week: { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay },
    },
    policies: [
      {
        name: 'Small',
        position: 1,
        conditions: { priority: ['normal'] },
        targets: { resolution: { duration: 'PT10H', pausedIn: [] } },
      },
    ],
  },
};

/** Ten open hours: B and D run over a weekend, C through a wait that doesn't count. */
const log = (kept: { readonly C: string }): string => `id,at,state,person,priority,kept
A,2016-02-29 01:00,New,Kim,P3,yes
A,2016-02-29 05:00,Solved,Kim,P3,yes
B,2016-03-04 20:00,New,,P3,yes
B,2016-03-07 05:59,Solved,,P3,yes
C,2016-02-29 00:00,New,Kim,P3,${kept.C}
C,2016-02-29 01:00,Waiting,Kim,P3,${kept.C}
C,2016-02-29 12:00,Active,Lee,P3,${kept.C}
C,2016-02-29 20:00,Solved,Lee,P3,${kept.C}
D,2016-03-04 20:00,New,Kim,P3,no
D,2016-03-07 06:30,Solved,Kim,P3,no
`;

describe('a replay of a small log', () => {
  const home = mkdtempSync(join(tmpdir(), 'kefu-replay-test-'));
  const file = (name: string): string => join(home, name);
  let stack: LocalStack;
  let figures: Figures;
  beforeAll(async () => {
    writeFileSync(file('mapping.json'), JSON.stringify(mapping));
    writeFileSync(file('log.csv'), log({ C: 'no' }));
    writeFileSync(file('other.csv'), log({ C: 'yes' }));
    const start = async (now: number) => {
      ({ stack } = await startStack({
        fresh: true,
        manual: true,
        limits: false,
        quiet: true,
        port: 0,
        home: file('home'),
        now,
      }));
      return stack;
    };
    figures = await replay({
      file: file('log.csv'),
      mapping: loadMapping(file('mapping.json')),
      system: { start },
      say: () => {},
    });
  });
  afterAll(async () => {
    await stack.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('takes every step at its instant', () => {
    expect(figures).toMatchObject({ tickets: 4, steps: { done: 14, unneeded: 0, refused: 0 }, shiftDays: 0 });
    expect(figures.latestSeconds).toBeLessThan(60);
  });

  it('warns, breaches and escalates by the promise that was set up for it', () => {
    expect(figures).toMatchObject({ warnings: 3, breaches: 2, escalations: { level1: 2, level2: 1 } });
  });

  it('comes to the verdicts of the source', () => {
    expect(figures.agreement).toEqual({
      normal: { compared: 4, agreed: 4, breachedHere: 2, breachedThere: 2 },
    });
    expect(figures.notCompared).toBe(0);
  });

  const command = (log: string, ...options: string[]) => {
    const script = join(import.meta.dirname, '../../scripts/replay.ts');
    const args = [
      script,
      file(log),
      '--mapping',
      file('mapping.json'),
      '--address',
      stack.address,
      ...options,
    ];
    return promisify(execFile)(process.execPath, args).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        stdout,
        stderr,
      }),
    );
  };

  it('runs again on the same system, moved by whole weeks, with what was set up before', async () => {
    const { code, stdout } = await command('log.csv', '--json', file('out.json'), '--expect', '0.99');
    const again = JSON.parse(readFileSync(file('out.json'), 'utf8')) as Figures;

    expect(code).toBe(0);
    expect(stdout).toMatch(/^normal +4 +2 +2 +100\.00 %$/m);
    expect(again.shiftDays).toBe(14);
    expect(again).toMatchObject({ warnings: 3, breaches: 2, escalations: { level1: 2, level2: 1 } });
  });

  it('ends with 1 when the agreement is below what is expected', async () => {
    const { code, stderr } = await command('other.csv', '--expect', '0.99');

    expect(code).toBe(1);
    expect(stderr).toContain('priority normal: 0.75, expected at least 0.99');
  });
});
