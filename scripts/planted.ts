import { parseArgs } from 'node:util';
import { runPlanted } from '#test/campaign/planted/run.ts';

/** `npm run planted -- --people 1000`: made-up people live through a day; then none of their values may be found where it may not be. */
const { values } = parseArgs({ options: { people: { type: 'string', default: '1000' } } });

const { people, requests, surveysAnswered, seconds, found } = await runPlanted({
  people: Number(values.people),
});
console.log(
  `planted people: ${people}, ${requests} requests, ${surveysAnswered} surveys answered, ${seconds} s: ${found.length} places where they should not be`,
);
for (const line of found) console.log(`  ${line}`);
process.exit(found.length > 0 ? 1 : 0);
