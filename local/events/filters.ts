import { isObject, type Json, type JsonObject, listOf, objectOf, parsed } from '../net/json.ts';
import { matchesPattern } from './pattern.ts';

/** Decides whether a record reaches the function. */
export type Filter = (record: Json) => boolean;

/** The filter of an event source mapping's `FilterCriteria`: one matching pattern is enough; no criteria let everything through. */
export const streamFilter = (criteria: unknown): Filter => {
  const patterns = patternsOf(criteria);
  return (record) => patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, record));
};

/** As `streamFilter` for queue messages, whose body is read as JSON where the pattern looks inside it. */
export const queueFilter = (criteria: unknown): Filter => {
  const patterns = patternsOf(criteria);
  return (record) =>
    patterns.length === 0 || patterns.some((pattern) => matchesMessage(pattern, objectOf(record)));
};

const patternsOf = (criteria: unknown): JsonObject[] =>
  listOf(objectOf(criteria)['Filters']).map((filter) => {
    const pattern = parsed(String(objectOf(filter)['Pattern'] ?? '{}'));
    if (!isObject(pattern)) throw new Error('an event filter is not a JSON object');
    return pattern;
  });

const matchesMessage = (pattern: JsonObject, message: JsonObject): boolean => {
  if (!isObject(pattern['body'])) return matchesPattern(pattern, message);
  const body = parsed(String(message['body']));
  // A pattern for JSON drops what isn't JSON: such a message will never match.
  return isObject(body) && matchesPattern(pattern, { ...message, body });
};
