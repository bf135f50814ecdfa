import { parseArgs } from 'node:util';
import { total } from '#test/campaign/records/field.ts';
import { campaigns, type RecordsReport, runOne, startField } from '#test/campaign/records/run.ts';

/**
 * `npm run records-campaign`: what is recorded survives killed workers, cut connections, collisions and messages that come twice. One line a
 * campaign. `--only merge,erase` some of them, `--rounds 20` how large, `--seed 3` repeats a run; `--planted` puts a defect into the system,
 * which every campaign has to notice.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: campaigns.map(({ name }) => name).join() },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    rounds: { type: 'string' },
    short: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
  },
});

const SHOWN = 12;
const WIDTH = 300;

const chosen = values.only.split(',').map((name) => {
  const campaign = campaigns.find((one) => one.name === name);
  if (campaign === undefined) throw new Error(`there is no campaign ${name}`);
  return campaign;
});
const seed = Number(values.seed);

const tell = ({ name, rounds, seconds, found, figures }: RecordsReport): void => {
  const { lost, twice, other } = found;
  const told = Object.entries(figures).map(([what, n]) => `${n} ${what}`);
  console.log(
    `${name} seed ${seed}, ${rounds} rounds, ${seconds} s: lost ${lost.length}, twice ${twice.length}, other ${other.length}`,
  );
  console.log(`  ${told.join(', ')}`);
  for (const [what, all] of Object.entries(found))
    for (const line of all.slice(0, SHOWN)) console.log(`  ${what}: ${line.slice(0, WIDTH)}`);
};

let failed = 0;
for (const campaign of chosen) {
  const asked = values.rounds === undefined ? undefined : Number(values.rounds);
  const rounds = asked ?? (values.short || values.planted ? campaign.rounds.short : campaign.rounds.long);
  const journey = await startField();
  try {
    const report = await runOne(journey, campaign, { seed, rounds, isPlanted: values.planted });
    tell(report);
    const isAsItShould = values.planted ? total(report.found) > 0 : total(report.found) === 0;
    if (!isAsItShould) failed++;
  } finally {
    await journey.close();
  }
}
console.log(
  `${chosen.length - failed} of ${chosen.length} campaigns ${values.planted ? 'noticed their planted defect' : 'held'}`,
);
process.exit(failed > 0 ? 1 : 0);
