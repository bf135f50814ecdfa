import { parseArgs } from 'node:util';
import { findingTexts, lineText } from '#test/fuzz/report.ts';
import { rigOf } from '#test/fuzz/rig.ts';
import { fuzzAll } from '#test/fuzz/run.ts';
import { stringsAll } from '#test/fuzz/strings.ts';

/**
 * `npm run fuzz -- --cases 500 [--seed 1] [--only tickets/create]`: so many requests of every operation, made from the OpenAPI document, and
 * checks of every answer; then each of the strings that break programs in every field for text (`--strings 0` leaves them out). One line an
 * operation; a failure prints the request as a line for `curl`.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '500' },
    strings: { type: 'string', default: '1000' },
    only: { type: 'string' },
    width: { type: 'string', default: '4' },
  },
});
const [seed, cases, strings] = [values.seed, values.cases, values.strings].map(Number) as [
  number,
  number,
  number,
];
const { only } = values;
const say = (lines: readonly string[]): void => {
  for (const line of lines) console.log(line);
};
let failed = 0;

if (cases > 0) {
  const rig = await rigOf();
  const tell = (line: Parameters<typeof lineText>[0]): void =>
    say([lineText(line), ...findingTexts(line.findings)]);
  const report = await fuzzAll({ seed, cases, only, width: Number(values.width), tell }, rig);
  say(findingTexts(report.findings.filter(({ check }) => check === 'a refusal leaves nothing behind')));
  const { lines, findings, repeated, seconds } = report;
  failed += findings.length;
  say([
    `fuzz seed ${seed}: ${lines.length} operations, ${report.cases} cases, ${repeated} refusals repeated, ${seconds} s: ${findings.length} failures`,
  ]);
  await rig.close();
}
if (strings > 0) {
  const rig = await rigOf();
  const report = await stringsAll(
    {
      strings,
      only,
      tell: ({ operation, fields, stored, refused, findings }) =>
        say([
          `${operation}: ${fields.length} fields, ${stored} came back, ${refused} refused, ${findings.length} failures`,
          ...findingTexts(findings),
        ]),
    },
    rig,
  );
  const { fields, stored, refused, findings, seconds } = report;
  failed += findings.length;
  say([
    `strings: ${report.strings} in ${fields} fields, ${stored} came back, ${refused} refused, ${seconds} s: ${findings.length} failures`,
  ]);
  await rig.close();
}
process.exit(failed > 0 ? 1 : 0);
