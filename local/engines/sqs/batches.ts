import { SqsError } from './errors.ts';

const MAX_ENTRIES = 10;

export type Entry = { readonly Id: string };

type Failure = { Id: string; SenderFault: boolean; Code: string; Message: string };

/** The entries of a batch request, which must be 1 to 10 with ids of their own. */
export const batchEntries = <T extends Entry>(entries: readonly T[] | undefined): readonly T[] => {
  if (entries === undefined || entries.length === 0)
    throw new SqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_ENTRIES)
    throw new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  for (const { Id } of entries)
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(String(Id)))
      throw new SqsError(
        'InvalidBatchEntryId',
        'A batch entry id has 1 to 80 letters, digits, hyphens or underscores.',
      );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new SqsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries have the same Id in the request.',
    );
  return entries;
};

/** Does each entry by itself: one that is refused does not keep the others from succeeding. */
export const eachEntry = <T extends Entry, R>(
  entries: readonly T[],
  perform: (entry: T) => R,
): { Successful: (R & Entry)[]; Failed: Failure[] } => {
  const [Successful, Failed]: [(R & Entry)[], Failure[]] = [[], []];
  for (const entry of entries) {
    try {
      Successful.push({ ...perform(entry), Id: entry.Id });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.queryCode, Message: error.message });
    }
  }
  return { Successful, Failed };
};
