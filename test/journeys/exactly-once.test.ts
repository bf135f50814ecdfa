import { describe, expect, it } from 'vitest';
import { runCampaign, total } from '#test/campaign/exactly-once.ts';

describe('every escalation and every survey, exactly once', () => {
  it('holds for 200 tickets with repeated messages, three sweeps at once and workers killed on their way', async () => {
    const report = await runCampaign({ tickets: 200, seed: 1, kills: 20 });

    expect(report.violations).toEqual({ lost: [], twice: [], early: [], other: [] });
    expect(report.killed).toBe(20);
    expect(report.deliveries).toBeGreaterThan(600);
  }, 300_000);

  it('would be noticed to fail if the conditions were taken out of the writes', async () => {
    const report = await runCampaign({ tickets: 60, seed: 2, kills: 10, sabotage: true });

    expect(total(report.violations)).toBeGreaterThan(0);
  }, 300_000);
});
