import { parseArgs } from 'node:util';
import { runRaces } from '#test/model/races/all.ts';
import { runModel } from '#test/model/run-model.ts';

/**
 * `npm run model -- --runs 1000 --commands 100 --seed 1 [--interleavings 1000] [--race 'claim and claim']`: random lives of cases beside the reference
 * model, then every race in so many orders; one line each. Ends with 1 when anything diverged, with the commands or the order that lead to it.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    commands: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    interleavings: { type: 'string', default: '1000' },
    race: { type: 'string' },
  },
});
const seed = Number(values.seed);
let failed = 0;

if (Number(values.runs) > 0 && values.race === undefined) {
  const report = await runModel({ runs: Number(values.runs), commands: Number(values.commands), seed });
  console.log(
    `model seed ${seed}: ${report.runs} runs, ${report.commands} commands (${report.requests} requests, ${report.refused} refused; ` +
      `${report.deliveries} deliveries, ${report.crashes} crashes), ${report.transitions} transitions, ${report.seconds} s: ` +
      (report.divergence === undefined
        ? '0 divergences, 0 illegal transitions'
        : `DIVERGED\n${report.divergence}`),
  );
  console.log(`  ${[...report.facts].map(([type, n]) => `${type} ${n}`).join(', ')}`);
  if (report.divergence !== undefined) failed++;
}
if (Number(values.interleavings) > 0) {
  const only = values.race === undefined ? {} : { only: values.race };
  const reports = await runRaces(
    { runs: Number(values.interleavings), seed, ...only },
    ({ name, runs, ends, orders, seconds, failure }) =>
      console.log(
        `race seed ${seed}, ${name}: ${runs} interleavings, ${ends} ends of ${orders} orders, ${seconds} s: ${failure === undefined ? 'right' : `WRONG\n${failure}`}`,
      ),
  );
  failed += reports.filter(({ failure }) => failure !== undefined).length;
  if (reports.length === 0) throw new Error(`there is no race ${values.race}`);
}
process.exit(failed > 0 ? 1 : 0);
