import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding that was accepted: where, why, and until which day (UTC). */
export type Acceptance = {
  readonly path: string;
  readonly id: string;
  readonly reason: string;
  readonly until: string;
};

const WITH_DAY = /^(.*) \(until (\d{4}-\d{2}-\d{2})\)$/s;

/** Every acceptance in a tree, as `acknowledge` put it there. Throws on one that has no day: it came in by another way. */
export const acceptancesIn = (root: IConstruct): readonly Acceptance[] =>
  root.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([name, text]) => {
        const id = name.replace(/^annotation::/i, '');
        const [, reason, until] = WITH_DAY.exec(text) ?? [];
        if (reason === undefined || until === undefined)
          throw new Error(`${node.path}: ${id} is accepted for ever`);
        return { path: node.path, id, reason, until };
      }),
  );

/** Nothing is accepted for longer than a year ahead. */
const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

export type Judged = { readonly over: readonly Acceptance[]; readonly tooLong: readonly Acceptance[] };

/** Which acceptances are over on a day, and which last longer than may be. */
export const judgedOn = (acceptances: readonly Acceptance[], today: string): Judged => ({
  over: acceptances.filter(({ until }) => until < today),
  tooLong: acceptances.filter(({ until }) => Date.parse(until) - Date.parse(today) > MOST_DAYS * DAY_MS),
});

/** One line for each reason, however many resources it stands on. */
export const linesOf = (acceptances: readonly Acceptance[]): readonly string[] =>
  [...Map.groupBy(acceptances, ({ id, reason, until }) => `${until} ${id.replace(/\[.*/, '')}: ${reason}`)]
    .map(([line, { length, 0: first }]) =>
      length === 1 ? `${line} (${first?.path})` : `${line} (${first?.path} and ${length - 1} more)`,
    )
    .sort();

/** The day of an instant, in UTC. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
