import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Journey } from '#test/support/local-stack.ts';
import type { Random } from '../random.ts';
import type { Trouble } from './trouble.ts';

/** What should not be, in words. All three have to be empty in the end. */
export type Found = { readonly lost: string[]; readonly twice: string[]; readonly other: string[] };
export const nothingFound = (): Found => ({ lost: [], twice: [], other: [] });
export const total = ({ lost, twice, other }: Found): number => lost.length + twice.length + other.length;

/** Where a campaign takes place, and where it writes down what it found. */
export type Field = {
  readonly journey: Journey;
  readonly random: Random;
  readonly trouble: Trouble;
  /** Looks at the stored items, past the product. */
  readonly documents: DynamoDBDocumentClient;
  readonly found: Found;
  /** How large a campaign is: each says what a round of it is. */
  readonly rounds: number;
  /** A defect of the campaign's own choice is planted, which it has to notice. */
  readonly isPlanted: boolean;
  /** What was counted, for the report. */
  readonly figures: Record<string, number>;
};

export type Campaign = {
  readonly name: string;
  /** What holds before and after, whatever happens in between. */
  readonly steadyState: string;
  /** Rounds of the short form and of the long one. */
  readonly rounds: { readonly short: number; readonly long: number };
  readonly run: (field: Field) => Promise<void>;
};

export const TABLE = 'kefu-dev-table';

/** `seen` has to be `wanted`: less is lost, more is twice. */
export const count = ({ found }: Pick<Field, 'found'>, what: string, seen: number, wanted = 1): void => {
  if (seen < wanted) found.lost.push(`${what}: ${seen} of ${wanted}`);
  if (seen > wanted) found.twice.push(`${what}: ${seen} instead of ${wanted}`);
};

export const note = ({ found }: Pick<Field, 'found'>, isSo: boolean, what: string): void => {
  if (!isSo) found.other.push(what);
};

/** Adds to a figure of the report. */
export const add = ({ figures }: Pick<Field, 'figures'>, name: string, n = 1): void => {
  figures[name] = (figures[name] ?? 0) + n;
};

/** Runs all of it, so many at a time. */
export const inLanes = async <T>(
  items: readonly T[],
  width: number,
  work: (item: T, n: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < items.length; n = next++) await work(items[n] as T, n);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
};

export const range = (n: number): readonly number[] => Array.from({ length: n }, (_, at) => at);

/** All pages of a list. Throws when one of them is refused. */
export const listed = async <T>({ journey }: Pick<Field, 'journey'>, path: string): Promise<T[]> => {
  const all: T[] = [];
  for (let cursor = ''; ; ) {
    const reply = await journey.as('admin').get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    const { items, nextCursor } = reply.body as { items: T[]; nextCursor?: string };
    all.push(...items);
    if (nextCursor === undefined) return all;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
};

/** After the trouble everything comes to rest: nothing is left in a queue, and nothing was given up. */
export const comeToRest = async (field: Field): Promise<void> => {
  field.trouble.end();
  await field.journey.drain();
  for (const { name, visible, inFlight, deadLetters } of await field.journey.queues())
    note(
      field,
      visible + inFlight + deadLetters === 0,
      `queue ${name}: ${visible + inFlight} left, ${deadLetters} dead`,
    );
};

/** How often somebody looks after what they have asked for before they give up. */
const LOOKS = 6;

/**
 * What became of work that was asked for, by somebody who looks after it every few minutes: a request whose worker died after it was recorded
 * may have lost the message that begins the work, and looking sends another one. `nudge` is what looks after it by itself.
 */
export const ended = async <T extends { readonly status: string }>(
  { journey, figures }: Pick<Field, 'journey' | 'figures'>,
  user: string,
  path: string,
  nudge?: () => Promise<unknown>,
): Promise<T> => {
  for (let looks = 1; ; looks++) {
    await journey.drain();
    const reply = await journey.as(user).get(path);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    const made = reply.body as T;
    if ((made.status !== 'queued' && made.status !== 'running') || looks > LOOKS) return made;
    add({ figures }, 'looked after');
    await journey.advance('PT3M');
    await nudge?.();
  }
};
