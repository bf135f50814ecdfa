import { parseArgs } from 'node:util';
import { redriveLoad } from '#test/operations/redrive-load.ts';

/** `npm run redrive-load -- --messages 2000`: so many dead letters are sent again at the highest rate, with people at work meanwhile. */
const { values } = parseArgs({ options: { messages: { type: 'string', default: '2000' } } });

const { escalations, ...report } = await redriveLoad(Number(values.messages));
console.log(
  `${report.messages} dead letters sent again in ${report.seconds} s (${report.rate} a second), ${report.left} left; ` +
    `${report.requests} requests meanwhile, p99 ${report.p99Ms} ms (before: ${report.p99BeforeMs} ms); ` +
    `escalations ${escalations.before} before, ${escalations.after} after`,
);
const isWell =
  report.left === 0 &&
  escalations.before === escalations.after &&
  (report.messages - 50) / report.seconds <= 50;
process.exit(isWell ? 0 : 1);
