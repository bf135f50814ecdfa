import type { Reply } from '#test/support/local-stack.ts';
import { NO_ANSWER } from './patient-client.ts';

/** How often there was which kind of answer. */
export type Kinds = {
  /** 2xx. */
  done: number;
  /** 429 and 503 that say when to come again. */
  later: number;
  /** 429 and 503 of the gateway before any code ran, which keep its own words and name no time, as in AWS. */
  gateway: number;
  /** Anything else, in words. */
  readonly other: Map<string, number>;
};

export const noKinds = (): Kinds => ({ done: 0, later: 0, gateway: 0, other: new Map() });

/** Counts an answer by what it tells its reader. */
export const sorted = (kinds: Kinds, { status, headers, body }: Reply): void => {
  const refusesForNow = status === 429 || status === 503;
  const isGateways = typeof body === 'object' && body !== null && 'message' in body && !('code' in body);
  if (status >= 200 && status < 300) kinds.done += 1;
  else if (refusesForNow && headers.has('retry-after')) kinds.later += 1;
  else if (refusesForNow && isGateways) kinds.gateway += 1;
  else {
    const word = `${status === NO_ANSWER ? 'no answer' : status} ${JSON.stringify(body)}`;
    kinds.other.set(word, (kinds.other.get(word) ?? 0) + 1);
  }
};
