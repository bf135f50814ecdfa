import { describe, expect, it } from 'vitest';
import { runCampaign, runSabotaged } from '#test/campaign/exactly-once.ts';
import { redriveFaults, runRedrive } from '#test/campaign/redrive.ts';

describe('every escalation and every survey, exactly once', () => {
  it('holds for 30 cases with repeated messages, sweeps at once, workers killed, conflicts, wrong clocks and poison', async () => {
    const report = await runCampaign({ tickets: 30, seed: 1, kills: 8 });

    expect(report.violations).toEqual({ lost: [], twice: [], early: [], other: [] });
    expect(report.killed).toBe(8);
    expect(report.deadLetters).toBe(37);
    expect(report.deliveries).toBeGreaterThan(200);
    expect(report.conflicts).toBeGreaterThan(50);
  }, 300_000);

  it('would be noticed to fail if the conditions were taken out of the writes', async () => {
    const { lost, twice, other } = await runSabotaged({ tickets: 14, seed: 2 });

    expect([...lost, ...twice, ...other].filter((line) => /^(ESC|TKT)-/.test(line))).not.toEqual([]);
  }, 300_000);
});

describe('dead letters that are sent again', () => {
  it('take effect where they had none, come back while the worker is broken, and change nothing twice', async () => {
    expect(redriveFaults(await runRedrive(20), 20)).toEqual([]);
  }, 120_000);
});
