import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCampaign } from '#test/campaign/records/create.ts';
import { total } from '#test/campaign/records/field.ts';
import { campaigns, runOne, startField } from '#test/campaign/records/run.ts';
import type { Journey } from '#test/support/local-stack.ts';

const SEED = 1;

describe('what is recorded, while workers die, connections are cut, transactions collide and messages come twice', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await startField();
  }, 120_000);
  afterAll(() => journey.close());

  it.each(campaigns.map((campaign) => [campaign.name, campaign.steadyState, campaign] as const))(
    '%s: %s',
    async (_, __, campaign) => {
      const report = await runOne(journey, campaign, { seed: SEED, rounds: campaign.rounds.short });

      expect(report.found).toEqual({ lost: [], twice: [], other: [] });
    },
    120_000,
  );

  it('would be noticed where the conditions were taken out of the writes', async () => {
    const { found } = await runOne(journey, createCampaign, { seed: SEED, rounds: 1, isPlanted: true });

    expect(total(found)).toBeGreaterThan(0);
  }, 120_000);
});
