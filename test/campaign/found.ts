/** What went wrong, by the way in which it did. */
export type Violations = {
  readonly lost: string[];
  readonly twice: string[];
  readonly early: string[];
  readonly other: string[];
};

export const nothing = (): Violations => ({ lost: [], twice: [], early: [], other: [] });

export const total = ({ lost, twice, early, other }: Violations): number =>
  lost.length + twice.length + early.length + other.length;

/** Notes how often something was seen that was to be seen `expected` times. */
export const expectTimes = (what: string, seen: number, expected: number, found: Violations): void => {
  if (seen < expected) found.lost.push(what);
  if (seen > expected) (expected === 0 ? found.early : found.twice).push(what);
};
