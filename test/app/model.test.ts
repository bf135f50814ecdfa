import { describe, expect, it } from 'vitest';
import { plantedInLives, plantedInRaces } from '#test/model/planted.ts';
import { runRaces } from '#test/model/races/all.ts';
import { runModel } from '#test/model/run-model.ts';

// Seconds of work, in which other tests may have the machine to themselves for a while.
const patience = 180_000;

// The long form is `npm run model`.
describe('random lives of cases', { timeout: patience }, () => {
  it('go as the reference model says, whatever is delivered twice or dies on its way', async () => {
    const report = await runModel({ runs: 20, commands: 80, seed: 1 });

    expect(report.divergence).toBeUndefined();
    expect(report.transitions).toBeGreaterThan(100);
    expect(report.crashes).toBeGreaterThan(20);
  });

  it.each(Object.entries(plantedInLives))('are seen to go wrong with %s', async (_name, plant) => {
    const report = await runModel({ runs: 60, commands: 60, seed: 1, plant });

    expect(report.divergence).toBeDefined();
  });
});

describe('whatever meets at one record', { timeout: patience }, () => {
  it('ends as if one had waited for the other', async () => {
    const reports = await runRaces({ runs: 6, seed: 1 });

    expect(reports.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(reports.length).toBeGreaterThanOrEqual(8);
  });

  it('asks one person once, also while two records become theirs', async () => {
    const only = 'an invitation while two records become one person';
    const [report] = await runRaces({ runs: 60, seed: 1, only });

    expect(report?.failure).toBeUndefined();
  });

  it.each(Object.entries(plantedInRaces))('is seen to go wrong where %s', async (_name, [only, plant]) => {
    const [report] = await runRaces({ runs: 200, seed: 1, only, plant });

    expect(report?.failure).toBeDefined();
  });
});
