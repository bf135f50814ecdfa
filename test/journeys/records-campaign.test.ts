import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { total } from '#test/campaign/records/field.ts';
import { mergeCampaign } from '#test/campaign/records/merge.ts';
import { campaigns, runOne, startField } from '#test/campaign/records/run.ts';
import type { Journey } from '#test/support/local-stack.ts';

const SEED = 1;
/** The quickest ones; all of them with KEFU_RECORDS=all, or by `npm run records-campaign`. */
const chosen = campaigns.filter(
  ({ name }) => process.env['KEFU_RECORDS'] === 'all' || ['merge', 'erase'].includes(name),
);

describe('what is recorded, while workers die, connections are cut, transactions collide and messages come twice', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await startField();
  }, 120_000);
  afterAll(() => journey.close());

  it.each(chosen.map((campaign) => [campaign.name, campaign.steadyState, campaign] as const))(
    '%s: %s',
    async (_, __, campaign) => {
      const report = await runOne(journey, campaign, { seed: SEED, rounds: campaign.rounds.short });

      expect(report.found).toEqual({ lost: [], twice: [], other: [] });
    },
    120_000,
  );

  it('would be noticed where a merge forgot what leads to the other record', async () => {
    const { found } = await runOne(journey, mergeCampaign, { seed: SEED + 1, rounds: 1, isPlanted: true });

    expect(total(found)).toBeGreaterThan(0);
  }, 120_000);
});
