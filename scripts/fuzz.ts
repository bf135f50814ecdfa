import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { operations } from '#test/fuzz/document.ts';
import { type EdgeLine, stringsAtEdge } from '#test/fuzz/edge-strings.ts';
import { laterOn } from '#test/fuzz/later.ts';
import { chosenStrings } from '#test/fuzz/naughty.ts';
import { progressIn } from '#test/fuzz/progress.ts';
import { findingTexts, type Line, lineText, totalText } from '#test/fuzz/report.ts';
import { type Rig, rigOf } from '#test/fuzz/rig.ts';
import { fuzzAll, isAsked } from '#test/fuzz/run.ts';
import type { StringsLine } from '#test/fuzz/string-rounds.ts';
import { stringsAll, sumOf } from '#test/fuzz/strings.ts';

/**
 * `npm run fuzz -- --cases 500 [--seed 1] [--only tickets/create,data/]`: so many requests of every operation, made from the OpenAPI document, and
 * checks of every answer; then each of the strings that break programs in every field for text (`--strings 0` leaves them out). One line an
 * operation; a failure prints the request as a line for `curl`. With `--resume` operations that have held in an earlier run with the same seed
 * and the same numbers are left out, and the totals are those of all these runs together.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '500' },
    strings: { type: 'string', default: '1000' },
    only: { type: 'string' },
    width: { type: 'string', default: '6' },
    resume: { type: 'boolean', default: false },
    /** Of the strings what the edge makes of them, called as a function; nothing else. */
    edge: { type: 'boolean', default: false },
  },
});
const [seed, cases, strings, width] = [values.seed, values.cases, values.strings, values.width].map(
  Number,
) as [number, number, number, number];
const { only, resume } = values;
const say = (lines: readonly string[]): void => {
  for (const line of lines) console.log(line);
};
/** Operations between two looks at the tables; what is cut off loses so many at the most. */
const CHUNK = 8;

const stringsText = ({ operation, ...line }: StringsLine): string => {
  const { fields, stored, refused, requests, unnamed, seconds, findings } = line;
  const others = Object.entries(unnamed).map(([status, n]) => `${status}×${n}`);
  const without = others.length === 0 ? '' : ` (${others.join(' ')} without a field's name)`;
  return `${operation}: ${fields.length} fields, ${stored} came back, ${refused} refused${without}, ${requests} requests, ${seconds} s, ${findings.length} failures`;
};

/** Every operation so many requests; answers how many promises were broken. */
const fuzz = async (): Promise<number> => {
  const progress = progressIn<Line>(join(tmpdir(), `kefu-fuzz-${seed}-${cases}`));
  if (!resume) progress.forget((name) => isAsked(name, only));
  const rig = await rigOf();
  const tell = (line: Line): void => {
    progress.keep(line.operation, line);
    say([lineText(line), ...findingTexts(line.findings)]);
  };
  const isDone = (name: string): boolean => progress.held(name) !== undefined;
  const { seconds } = await fuzzAll({ seed, cases, only, width, chunk: CHUNK, isDone, tell }, rig);
  const lines = progress.all().filter(({ operation }) => isAsked(operation, only));
  const asked = operations.filter(({ name }) => isAsked(name, only)).length;
  say([`fuzz seed ${seed}: ${totalText(lines)}; of ${asked} operations in all, ${seconds} s`]);
  const later = await laterOn(rig.journey);
  say([`forty days later: ${later.length} failures`, ...findingTexts(later)]);
  await rig.close();
  return lines.flatMap(({ findings }) => findings).length + later.length;
};

/** Every string in every field at the edge; answers how many promises were broken. */
const giveEdge = async (rig: Rig, all: readonly string[]): Promise<number> => {
  const lines: EdgeLine[] = [];
  for (const operation of operations.filter(({ name, body }) => body && isAsked(name, only))) {
    const line = await stringsAtEdge(operation, all, rig);
    if (line) lines.push(line);
    if (line && line.findings.length > 0)
      say([`${line.operation}: ${line.findings.length} FAILED`, ...findingTexts(line.findings)]);
  }
  const sum = (of: (line: EdgeLine) => number): number => lines.reduce((total, line) => total + of(line), 0);
  const [fields, failures] = [sum((line) => line.fields.length), sum((line) => line.findings.length)];
  say([
    `edge: ${all.length} strings in ${fields} fields of ${lines.length} operations, ${sum(({ read }) => read)} read as sent, ${sum(({ refused }) => refused)} refused: ${failures} failures`,
  ]);
  return failures;
};

/** Strings that all fields are given before any is given more: what is cut off has tried every field. */
const SLICE = 96;

/** Every string in every field, slice by slice; answers how many promises were broken. */
const giveStrings = async (): Promise<number> => {
  const all = chosenStrings(strings);
  const slices = Math.ceil(all.length / SLICE);
  const folder = join(tmpdir(), `kefu-fuzz-strings-${all.length}`);
  const results: StringsLine[] = [];
  const inNewSystem = async <T>(use: (rig: Rig) => Promise<T>): Promise<T> => {
    const rig = await rigOf();
    const result = await use(rig);
    await rig.close();
    return result;
  };
  const misread = resume && !values.edge ? 0 : await inNewSystem((rig) => giveEdge(rig, all));
  for (let slice = 0; slice < (values.edge ? 0 : slices); slice++) {
    const progress = progressIn<StringsLine>(join(folder, String(slice)));
    if (!resume) progress.forget((name) => isAsked(name, only));
    const tell = (line: StringsLine): void => {
      progress.keep(line.operation, line);
      say([`${slice + 1}/${slices} ${stringsText(line)}`, ...findingTexts(line.findings)]);
    };
    const some = all.filter((_, n) => n % slices === slice);
    const isDone = (name: string): boolean => progress.held(name) !== undefined;
    // The settings are the last to be given strings, and not all of them can be put back.
    await inNewSystem((rig) => stringsAll({ strings: some, only, width, isDone, tell }, rig));
    results.push(...progress.all().filter(({ operation }) => isAsked(operation, only)));
    const { fields, stored, refused, findings } = sumOf(results);
    const given = results.reduce((sum, one) => sum + one.strings * one.fields.length, 0);
    say([
      `strings, slice ${slice + 1} of ${slices}: ${given} strings given to ${Math.round(fields / (slice + 1))} fields, ${stored} came back, ${refused} refused: ${findings.length} failures`,
    ]);
  }
  return sumOf(results).findings.length + misread;
};

let failed = 0;
if (cases > 0 && !values.edge) failed += await fuzz();
if (strings > 0) failed += await giveStrings();
process.exit(failed > 0 ? 1 : 0);
