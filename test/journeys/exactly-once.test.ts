import { describe, expect, it } from 'vitest';
import { runCampaign } from '#test/campaign/exactly-once.ts';
import { redriveFaults, runRedrive } from '#test/campaign/redrive.ts';

describe('every escalation and every survey, exactly once', () => {
  it('holds for 120 cases with repeated messages, sweeps at once, workers killed, conflicts, wrong clocks and poison', async () => {
    const report = await runCampaign({ tickets: 120, seed: 1, kills: 20 });

    expect(report.violations).toEqual({ lost: [], twice: [], early: [], other: [] });
    expect(report.killed).toBe(20);
    expect(report.deadLetters).toBe(37);
    expect(report.deliveries).toBeGreaterThan(600);
    expect(report.conflicts).toBeGreaterThan(100);
  }, 300_000);

  it('would be noticed to fail if the conditions were taken out of the writes', async () => {
    const { violations } = await runCampaign({ tickets: 40, seed: 2, kills: 8, sabotage: true });

    expect(violations.twice.filter((line) => line.startsWith('ESC-1'))).not.toEqual([]);
    expect(violations.other.filter((line) => line.startsWith('TKT-1'))).not.toEqual([]);
  }, 300_000);
});

describe('dead letters that are sent again', () => {
  it('take effect where they had none, come back while the worker is broken, and change nothing twice', async () => {
    expect(redriveFaults(await runRedrive(40), 40)).toEqual([]);
  }, 120_000);
});
