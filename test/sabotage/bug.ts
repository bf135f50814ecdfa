/** Text that stands exactly once in the file, and what is put in its place. */
export type Edit = readonly [found: string, planted: string];

/** A file of tests, and the title of the one that has to go red; without a title any of them. */
export type Check = { readonly file: string; readonly title?: string };

/** One bug that somebody could write one day: where, and which tests have to notice. */
export type Bug = {
  /** The number of its kind, and a letter for each place where it can hide. */
  readonly id: `${number}${string}`;
  /** What is wrong, in a few words. */
  readonly name: string;
  readonly file: string;
  readonly edits: readonly Edit[];
  /** Each of them is green without the bug; at least one is red with it. */
  readonly noticedBy: readonly Check[];
};

export const kindOf = ({ id }: Pick<Bug, 'id'>): number => Number.parseInt(id, 10);

/** The kinds of bugs, numbered as the list of planted bugs of the reliability figures numbers them. */
export const kinds: Readonly<Record<number, string>> = {
  1: 'a rung is written without asking whether it is there',
  2: 'told before it is stored',
  3: 'repeats are told by the id of the queue message',
  4: 'a failed record is passed over',
  5: 'one failed record fails the whole batch',
  6: 'decided by what the index says',
  7: 'the instant itself counts on the wrong side',
  8: 'the worker’s clock instead of the deadline’s',
  9: 'written over another version',
  10: 'marked as sent before it was sent',
  11: 'a cursor that anybody can make',
  12: 'who calls is believed from a header',
  13: 'masked in lists only',
  14: 'the words of an error in the log',
  15: 'the manifest before the files',
  16: 'restored without looking at checksums',
  17: 'what was left unprocessed is forgotten',
  18: 'the first page only',
  19: 'expired only once it was cleaned up',
  20: 'secrets compared until they differ',
  21: 'tried again for ever',
  22: 'erased, but for one place',
  23: 'an idempotency key that everybody shares',
  24: 'good once, but taken twice',
};
