export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** True for `{…}`, false for arrays, null and everything else. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** A list as it is; one object as a list of one; nothing as an empty list. */
export const listOf = (value: unknown): Json[] =>
  Array.isArray(value) ? (value as Json[]) : value === undefined || value === null ? [] : [value as Json];

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** CloudFormation writes numbers as strings in places; both are read. */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

export const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** One text for equal values, whatever the order of their keys. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

/** Parsed JSON, or undefined when the text isn't JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
