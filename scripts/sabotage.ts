import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bug, kindOf, kinds } from '#test/sabotage/bug.ts';
import { bugs } from '#test/sabotage/bugs/index.ts';
import { isSlow, type Judged, kindsNoticed, runSabotage } from '#test/sabotage/run.ts';

/**
 * `npm run sabotage -- --only 7,8c --quick`: plants bugs one by one in copies of the project, and shows that the tests notice each of them. One line a bug; ends
 * with 1 when one goes unnoticed, cannot be planted any more, or has no green test. `--quick` leaves out the few that take longer than ten seconds.
 */
const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const wanted = values.only?.split(',');
const isWanted = (bug: Bug): boolean =>
  (wanted === undefined || wanted.includes(bug.id) || wanted.includes(String(kindOf(bug)))) &&
  (!values.quick || !isSlow(bug));

const lineOf = ({ bug, verdict, seconds }: Judged): string =>
  `${bug.id.padEnd(4)}${verdict.noticed ? 'noticed  ' : 'UNNOTICED'} ${seconds.toFixed(1).padStart(5)} s  ${bug.name}: ${verdict.noticed ? verdict.by : verdict.why}`;

const chosen = bugs.filter(isWanted);
const { judged, seconds } = await runSabotage(resolve(import.meta.dirname, '..'), chosen, (one) =>
  console.log(lineOf(one)),
);

const asked = new Set(chosen.map(kindOf));
const noticed = judged.filter(({ verdict }) => verdict.noticed);
const whole = kindsNoticed(judged);
const missed = [...asked].filter((kind) => !whole.includes(kind));
for (const kind of missed) console.log(`not noticed everywhere: ${kind}, ${kinds[kind]}`);
console.log(
  `sabotage: ${whole.length} of ${asked.size} kinds of bugs noticed, ${noticed.length} of ${chosen.length} places, ${seconds} s`,
);
process.exit(noticed.length < chosen.length || chosen.length === 0 ? 1 : 0);
