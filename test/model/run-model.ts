import fc from 'fast-check';
import { hours } from '#shared/domain/kernel/time.ts';
import { byPeople, opening } from './commands.ts';
import { atLast, byTheHouse } from './commands-clockwork.ts';
import { byAdministrators } from './commands-rules.ts';
import { aHouse, type Play, playFrom, type Tally } from './play.ts';
import { withVirtualClock } from './system/virtual-clock.ts';
import { wordsOf } from './words.ts';

export type ModelOptions = {
  readonly runs: number;
  readonly commands: number;
  readonly seed: number;
  /** A bug that is put in on purpose, to show that it is noticed. */
  readonly plant?: (play: Play) => void;
};
export type ModelReport = Tally & {
  readonly runs: number;
  readonly seed: number;
  readonly seconds: number;
  /** What the first divergence was, with the commands that lead to it. */
  readonly divergence?: string;
};

/** Weeks with an ordinary beginning, a change of clocks in spring and in autumn, a leap day and a turn of the year. */
const beginnings = ['2026-03-02', '2026-03-27', '2026-10-23', '2028-02-28', '2026-12-30'];
const begins = fc
  .record({ day: fc.constantFrom(...beginnings), ms: fc.nat(hours(24)) })
  .map(({ day, ms }) => Date.parse(`${day}T00:00:00Z`) + ms);

const none = (): Tally => ({
  commands: 0,
  requests: 0,
  refused: 0,
  transitions: 0,
  crashes: 0,
  deliveries: 0,
  facts: new Map(),
});

/** Runs of random commands against the product and the reference model side by side; the first divergence ends it, made as short as it can be. */
export const runModel = ({ runs, commands, seed, plant }: ModelOptions): Promise<ModelReport> =>
  withVirtualClock(async (clock) => {
    const began = performance.now();
    const tally = none();
    const house = await aHouse(clock, Date.parse('2026-01-05T00:00:00Z'));
    const lives = fc.commands(
      [...byPeople, ...byTheHouse, ...byAdministrators].flatMap(({ weight, arbitrary }) =>
        Array.from({ length: weight }, () => arbitrary),
      ),
      {
        maxCommands: commands,
        size: 'max',
      },
    );
    const first = fc.array(opening, { minLength: 1, maxLength: 3 });
    const property = fc.asyncProperty(begins, first, lives, async (now, cases, life) => {
      const play = playFrom(house, clock, now, tally);
      plant?.(play);
      for (const each of cases) await each.run(play.state, play);
      await fc.asyncModelRun(() => ({ model: play.state, real: play }), life);
      await atLast(play);
      for (const { type } of play.state.cases.flatMap(({ facts }) => facts))
        tally.facts.set(type, (tally.facts.get(type) ?? 0) + 1);
    });
    const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: plant !== undefined });
    const failed = details.failed ? { divergence: wordsOf(details) } : {};
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return { ...tally, runs, seed, seconds, ...failed };
  });
