import fc from 'fast-check';

/** What went wrong, and how to see it again. */
export const wordsOf = <T>(details: fc.RunDetails<T>): string => {
  const { errorInstance: error } = details;
  const why =
    error instanceof Error
      ? (error.stack ?? error.message).split('\n').slice(0, 6).join('\n')
      : String(error);
  return `${fc.defaultReportMessage(details) ?? ''}\n${why}`;
};
