import type { Bug, Check } from './bug.ts';

/** An error as the test runner tells it. */
export type Told = {
  readonly name?: string;
  readonly message?: string;
  readonly cause?: unknown;
};

/** One test that ran, or a file whose tests could not. */
export type Ran = {
  readonly file: string;
  /** With the titles around it; nothing for a file. */
  readonly title: string | undefined;
  readonly state: 'passed' | 'failed';
  readonly errors: readonly Told[];
};

export type Verdict =
  | { readonly noticed: true; readonly by: string }
  | { readonly noticed: false; readonly why: string };

const isTold = (value: unknown): value is Told => typeof value === 'object' && value !== null;

/** An expectation that did not hold, also inside of a property; anything else that is thrown may have come from the planting itself. */
export const isAssertion = ({ name = '', message = '', cause }: Told): boolean => {
  if (name === 'AssertionError') return true;
  if (!message.startsWith('Property failed')) return false;
  return isTold(cause) ? isAssertion(cause) || /returning false/.test(cause.message ?? '') : false;
};

const belongs = ({ file, title }: Ran, check: Check): boolean =>
  file === check.file && (title === undefined || check.title === undefined || title.includes(check.title));

const firstLine = ({ name = 'Error', message = '' }: Told): string =>
  `${name}: ${message.split('\n')[0]?.slice(0, 160) ?? ''}`;

/** Whether the tests that have to notice did, and by an expectation of theirs. */
export const verdictOn = ({ noticedBy }: Pick<Bug, 'noticedBy'>, ran: readonly Ran[]): Verdict => {
  const ours = ran.filter((one) => noticedBy.some((check) => belongs(one, check)));
  const failed = ours.filter(({ state }) => state === 'failed');
  const broken = failed.find(({ title }) => title === undefined);
  if (broken)
    return { noticed: false, why: `${broken.file} does not load: ${broken.errors.map(firstLine)[0]}` };
  const asserted = failed.find(({ errors }) => errors.some(isAssertion));
  if (asserted) return { noticed: true, by: `${asserted.file} › ${asserted.title}` };
  const [other] = failed;
  if (other)
    return { noticed: false, why: `red, but not by an expectation: ${other.errors.map(firstLine)[0]}` };
  return { noticed: false, why: ours.length === 0 ? 'no test ran' : 'every test stays green' };
};

/** What is wrong with the tests of a bug before it is planted; nothing when each check has a test and all are green. */
export const unfitFor = ({ noticedBy }: Pick<Bug, 'noticedBy'>, ran: readonly Ran[]): string[] =>
  noticedBy.flatMap((check) => {
    const ours = ran.filter((one) => belongs(one, check));
    const where = check.title === undefined ? check.file : `${check.file} › ${check.title}`;
    const [red] = ours.filter(({ state }) => state === 'failed');
    if (red) return [`red without the bug: ${where}: ${red.errors.map(firstLine)[0]}`];
    return ours.some(({ title }) => title !== undefined) ? [] : [`no such test: ${where}`];
  });
