import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});

describe('a campaign that would notice nothing', () => {
  it('is found out by a defect that is planted', async () => {
    const journey = await startField();
    try {
      const [first] = campaigns;
      if (first === undefined) throw new Error('there are no campaigns');
      const { found } = await runOne(journey, first, { seed: SEED, rounds: 1, isPlanted: true });

      expect(total(found)).toBeGreaterThan(0);
    } finally {
      await journey.close();
    }
  }, 120_000);
});
