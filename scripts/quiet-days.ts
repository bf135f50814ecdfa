import { parseArgs } from 'node:util';
import { quietDays } from '#test/operations/quiet-days.ts';

/** `npm run quiet-days -- --days 7 --seed 1`: ordinary days on a local stack with all schedules running; no alarm may ring. */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '7' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

const seed = Number(values.seed);
console.log(`quiet days: seed ${seed}`);
const report = await quietDays({
  minutes: Math.round(Number(values.days) * 24 * 60),
  seed,
  onHour: (line) => {
    if (process.stderr.isTTY || Number(/\d+/.exec(line)?.[0]) % 6 === 0) console.error(line);
  },
});
const requests = Object.entries(report.requests).map(([what, count]) => `${count} ${what}`);
console.log(
  `${report.minutes} minutes, ${report.sweeps} sweeps, ${requests.join(', ')}, ${report.mails} mails, ${report.alarms} alarms, ` +
    `${report.lines} log lines, ${report.seconds} s: ${report.rung.length} rang, ${report.strangeLines.length} strange lines, ` +
    `${report.strangeAnswers.length} strange answers`,
);
for (const line of [...report.rung, ...report.strangeLines, ...report.strangeAnswers].slice(0, 30))
  console.log(`  ${line}`);
process.exit(report.rung.length + report.strangeLines.length + report.strangeAnswers.length > 0 ? 1 : 0);
