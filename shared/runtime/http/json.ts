import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { EdgeRefusal } from './problem.ts';

const maxDepth = 32;

/** How deep arrays and objects are nested, counted over the text, so that no recursion can overflow on hostile input. */
const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (inString) {
      if (character === 0x5c) i++;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (character === 0x7d || character === 0x5d) depth--;
  }
  return deepest;
};

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The first name of a prototype in a value. Walked afterwards: a reviver would make a hundred thousand entries take half a second. */
const hostileIn = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) {
    const name = Object.keys(value).find((key) => forbidden.has(key));
    if (name !== undefined) return name;
  }
  for (const inner of Object.values(value)) {
    const found = hostileIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * The JSON value of a request body. A repeated key keeps its last value, as `JSON.parse` does. Refuses with `invalid_json` what is not
 * JSON in UTF-8, and with `invalid_request` what is nested deeper than 32 or names a prototype.
 */
export const readJson = (raw: Buffer): unknown => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new EdgeRefusal('invalid_json');
  }
  if (depthOf(text) > maxDepth) {
    throw new Refusal('invalid_request', {}, [
      { path: '', code: 'too_deep', message: `must not be nested deeper than ${maxDepth}` },
    ]);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the input, which may hold personal data; it is dropped here on purpose.
    throw new EdgeRefusal('invalid_json');
  }
  const hostile = hostileIn(value);
  if (hostile !== undefined) {
    throw new Refusal('invalid_request', {}, [
      { path: hostile, code: 'unknown_field', message: 'is not a known field' },
    ]);
  }
  return value;
};
