import { parseArgs } from 'node:util';
import { runCampaign, total } from '#test/campaign/exactly-once.ts';

/** `npm run campaign -- --tickets 2000 --seeds 1,2,3,4,5 --kills 50`: the exactly-once campaign at full size; one line a seed. */
const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '2000' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    kills: { type: 'string', default: '50' },
    sabotage: { type: 'boolean', default: false },
  },
});

let failed = 0;
for (const seed of values.seeds.split(',').map(Number)) {
  const report = await runCampaign({
    tickets: Number(values.tickets),
    seed,
    kills: Number(values.kills),
    sabotage: values.sabotage,
  });
  const { lost, twice, early, other } = report.violations;
  console.log(
    `exactly-once seed ${seed}: ${report.tickets} tickets, ${report.deliveries} deliveries, ${report.killed} workers killed, ${report.seconds} s: ` +
      `lost ${lost.length}, twice ${twice.length}, early ${early.length}, other ${other.length}`,
  );
  for (const line of [...lost, ...twice, ...early, ...other].slice(0, 10)) console.log(`  ${line}`);
  if (total(report.violations) > 0) failed++;
}
process.exit(failed > 0 ? 1 : 0);
