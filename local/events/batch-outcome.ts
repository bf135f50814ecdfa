import type { InvocationResult } from '../lambda/types.ts';
import { isObject, parsed } from '../net/json.ts';

/** Which records of a batch come back: all of them, or those named. */
export type BatchOutcome = 'allFailed' | { readonly failed: ReadonlySet<string> };

/**
 * Reads a function's answer to a batch (Lambda, "Success and failure conditions"). Success: nothing, `{}`, an empty or null
 * list. Failure of the whole batch: a thrown error, an answer that isn't an object, and an entry whose `itemIdentifier` is empty, null,
 * misspelt or not of this batch. Without `reporting` only the error counts.
 */
export const batchOutcome = (
  result: InvocationResult,
  ids: readonly string[],
  reporting: boolean,
): BatchOutcome => {
  if (!result.ok) return 'allFailed';
  if (!reporting) return { failed: new Set() };
  const answer = parsed(result.payload);
  if (answer === null) return { failed: new Set() };
  if (!isObject(answer)) return 'allFailed';
  const list = answer['batchItemFailures'] ?? [];
  if (!Array.isArray(list)) return 'allFailed';
  const failed = list.map((entry) => (isObject(entry) ? entry['itemIdentifier'] : undefined));
  const known = new Set(ids);
  if (failed.some((id) => typeof id !== 'string' || !known.has(id))) return 'allFailed';
  return { failed: new Set(failed.map(String)) };
};
