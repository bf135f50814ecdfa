import { parseArgs } from 'node:util';
import { redriveLoad } from '#test/operations/redrive-load.ts';

/**
 * `npm run redrive-load -- --messages 10000 --rounds 10`: so many dead letters are sent again at the highest rate, with people at work meanwhile, by turns
 * with stretches in which nothing is sent again.
 */
const { values } = parseArgs({
  options: { messages: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '4' } },
});

const { escalations, ...report } = await redriveLoad({
  messages: Number(values.messages),
  rounds: Number(values.rounds),
});
console.log(JSON.stringify({ ...report, escalations }, undefined, 2));
const MOST_RATE = 50;
const isWell = report.left === 0 && escalations.before === escalations.after && report.mostRate <= MOST_RATE;
process.exit(isWell ? 0 : 1);
