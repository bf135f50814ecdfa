/** A bucket that answers something else than what was asked for; from 500 on whoever waits is told to come back. */
export const bucketRefused = (status: number, name: string): Error =>
  Object.assign(new Error(`the bucket answers ${status}`), { name, $metadata: { httpStatusCode: status } });

/** No answer after all tries: the connection broke, or it took too long. Whoever waits is told to come back. */
export const bucketSilent = (cause: unknown): Error =>
  Object.assign(new Error('the bucket does not answer', { cause }), { name: 'ServiceUnavailable' });
