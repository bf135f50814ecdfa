import { describe, expect, it } from 'vitest';
import { runPlanted } from '#test/campaign/planted/run.ts';

describe('personal values of planted people', () => {
  it('are found nowhere but in answers to those who may see them, and nowhere at all after erasure', async () => {
    const { found, surveysAnswered } = await runPlanted({ people: 8 });

    expect(found).toEqual([]);
    expect(surveysAnswered).toBeGreaterThan(0);
  });
});
