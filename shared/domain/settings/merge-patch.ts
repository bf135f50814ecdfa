type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * JSON Merge Patch (RFC 7396): objects are merged, `null` takes a member away, anything else replaces what is there; arrays
 * are replaced whole. A member that is `undefined` says nothing.
 */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  const merged: Json = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined || refused.has(name)) continue;
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
};

/** The value with every member that it lacks, at any depth, taken from `defaults`; what it has stays, `null` too. */
export const fillIn = (defaults: unknown, value: unknown): unknown => {
  if (value === undefined) return defaults;
  if (!isObject(defaults) || !isObject(value)) return value;
  const names = new Set([...Object.keys(defaults), ...Object.keys(value)]);
  return Object.fromEntries([...names].map((name) => [name, fillIn(defaults[name], value[name])]));
};
