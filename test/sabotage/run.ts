import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bug, type Check, kindOf } from './bug.ts';
import { type Ran, unfitFor, type Verdict, verdictOn } from './outcome.ts';
import { plant } from './plant.ts';
import { endSuites, runChecks } from './suite.ts';
import { copyTree } from './tree.ts';
import { uncompiled } from './types.ts';

export type Judged = { readonly bug: Bug; readonly verdict: Verdict; readonly seconds: number };
export type Report = {
  readonly judged: readonly Judged[];
  readonly seconds: number;
};

const LANES = 2;

/** A whole system is started for it, or a hundred people are erased: that takes longest. */
export const isSlow = ({ noticedBy }: Pick<Bug, 'noticedBy'>): boolean =>
  noticedBy.some(({ file }) => /^test\/(journeys|infra)\/|\/erased-stay-erased\./.test(file));

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

/** Plants each bug alone in a copy of the project and runs the tests that have to notice; two copies work at once. */
export const runSabotage = async (
  project: string,
  bugs: readonly Bug[],
  tell: (judged: Judged) => void,
): Promise<Report> => {
  const began = performance.now();
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'kefu-sabotage-')));
  const leave = (): void => {
    endSuites();
    rmSync(home, { recursive: true, force: true });
  };
  const interrupted = (): void => {
    leave();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const roots = Array.from({ length: LANES }, (_, n) => join(home, String(n + 1)));
    for (const root of roots) copyTree(project, root);
    const unfit = await unfitBugs(project, roots, bugs);
    const refused = [...unfit].map(
      ([bug, why]): Judged => ({ bug, verdict: { noticed: false, why }, seconds: 0 }),
    );
    for (const one of refused) tell(one);
    const fit = bugs.filter((bug) => !unfit.has(bug));
    const judged = [...refused, ...(await judgeAll(project, roots, fit, tell))];
    return { judged, seconds: secondsSince(began) };
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
    leave();
  }
};

const whyNotPlanted = (root: string, bug: Bug): string | undefined => {
  try {
    plant(root, bug)();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Bugs that are not planted: they don't compile, or a test that has to notice is not there or red without them. All tests run once for it. */
const unfitBugs = async (
  project: string,
  roots: readonly string[],
  bugs: readonly Bug[],
): Promise<ReadonlyMap<Bug, string>> => {
  const [first = '', second = first] = roots;
  const unfit = new Map<Bug, string>();
  for (const bug of bugs) {
    const why = whyNotPlanted(first, bug);
    if (why !== undefined) unfit.set(bug, why);
  }
  const some = bugs.filter((bug) => !unfit.has(bug));
  for (const [bug, why] of await uncompiled(first, some)) unfit.set(bug, why);
  const [slow, fast] = [bugs.filter(isSlow), bugs.filter((bug) => !isSlow(bug))];
  const ran = await Promise.all([greenRun(project, first, fast), greenRun(project, second, slow)]);
  for (const bug of bugs) {
    const [why] = unfitFor(bug, ran.flat());
    if (why !== undefined) unfit.set(bug, why);
  }
  return unfit;
};

const greenRun = (project: string, root: string, bugs: readonly Bug[]): Promise<readonly Ran[]> => {
  const checks: readonly Check[] = bugs.flatMap(({ noticedBy }) => noticedBy);
  return checks.length === 0 ? Promise.resolve([]) : runChecks({ project, root }, checks);
};

const judgeAll = async (
  project: string,
  roots: readonly string[],
  bugs: readonly Bug[],
  tell: (judged: Judged) => void,
): Promise<Judged[]> => {
  // The slow ones first, so that both lanes end together.
  const queue = bugs.toSorted((a, b) => Number(isSlow(b)) - Number(isSlow(a)));
  const judged: Judged[] = [];
  await Promise.all(
    roots.map(async (root) => {
      for (let bug = queue.shift(); bug; bug = queue.shift()) {
        const one = await judge(project, root, bug);
        judged.push(one);
        tell(one);
      }
    }),
  );
  return judged;
};

const judge = async (project: string, root: string, bug: Bug): Promise<Judged> => {
  const began = performance.now();
  const takeOut = plant(root, bug);
  try {
    const ran = await runChecks({ project, root }, bug.noticedBy);
    return { bug, verdict: verdictOn(bug, ran), seconds: secondsSince(began) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { bug, verdict: { noticed: false, why }, seconds: secondsSince(began) };
  } finally {
    takeOut();
  }
};

/** The kinds of which every bug was noticed. */
export const kindsNoticed = (judged: readonly Judged[]): readonly number[] =>
  [...Map.groupBy(judged, ({ bug }) => kindOf(bug))]
    .filter(([, some]) => some.every(({ verdict }) => verdict.noticed))
    .map(([kind]) => kind);
