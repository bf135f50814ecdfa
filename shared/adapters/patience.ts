/**
 * How long a client of AWS waits: `requestMs` for an answer to begin, at each of `maxAttempts` tries. A call that hangs is then an error like any other
 * (`TimeoutError`), which is tried again and ends in 503, not a function that runs out of time: the SDK alone would only warn and go on waiting.
 */
export const patience = ({
  requestMs,
  maxAttempts,
}: {
  readonly requestMs: number;
  readonly maxAttempts: number;
}) => ({
  maxAttempts,
  requestHandler: { requestTimeout: requestMs, connectionTimeout: 1000, throwOnRequestTimeout: true },
});

/** Inside the time of a function that somebody waits for (15 s), all tries and their pauses together. */
export const hurried = patience({ requestMs: 3000, maxAttempts: 4 });
