import type { JsonSchema } from '../../scripts/generate/openapi/json-schema.ts';
import { complaint } from './document.ts';
import { isPlainLine } from './naughty.ts';

/** A place in a body, and what the document says of it. */
type Place = { readonly name: string; readonly schema: JsonSchema };

/** After so many refusals in a row from the first string on, a field is one that takes words of its own only. */
const CHOOSY = 12;
/** How far the fields of a request are apart in the strings, so that none is refused for being said twice. */
const APART = 7;

/** Whether a field will take a text, as far as its schema and the rules of lines tell; where it doesn't, that costs a request more. */
const isLikely = (schema: JsonSchema, text: string): boolean =>
  isPlainLine(text) && complaint(schema, text) === '';

const turned = (strings: readonly string[], by: number): string[] => {
  const at = strings.length === 0 ? 0 : by % strings.length;
  return [...strings.slice(at), ...strings.slice(0, at)];
};

/**
 * What each place is still to be given: first what it will take, then what it will refuse, so that the places of one request are mostly of one
 * mind. `waiting` is what the next request holds.
 */
export const queuesOf = (places: readonly Place[], strings: readonly string[]) => {
  const lines = places.map(({ name, schema }, n) => {
    const [likely = [], unlikely = []] = [true, false].map((expected) =>
      turned(
        strings.filter((text) => isLikely(schema, text) === expected),
        n * APART,
      ),
    );
    return { name, likely, unlikely, refused: 0, taken: 0 };
  });
  const waiting = new Map<string, string>();
  let pass: 'likely' | 'unlikely' = 'likely';
  const fill = (): void => {
    for (const line of lines) {
      if (waiting.has(line.name)) continue;
      const taken = new Set(waiting.values());
      const next = line[pass].findIndex((text) => !taken.has(text));
      const [text] = line[pass].splice(Math.max(0, next), 1);
      if (text !== undefined) waiting.set(line.name, text);
    }
  };
  return {
    /** The strings of the next request by place; empty when all were given. */
    next: (): ReadonlyMap<string, string> => {
      fill();
      if (waiting.size === 0 && pass === 'likely') {
        pass = 'unlikely';
        fill();
      }
      return waiting;
    },
    /** The request was let through. */
    taken: (): void => {
      for (const line of lines) if (waiting.has(line.name)) line.taken++;
      waiting.clear();
    },
    /** The request was refused for these places; what they held makes room for other strings. */
    refused: (names: readonly string[]): void => {
      for (const line of lines.filter(({ name }) => names.includes(name))) {
        waiting.delete(line.name);
        line.refused++;
        if (line.taken === 0 && line.refused === CHOOSY) line.unlikely.unshift(...line.likely.splice(0));
      }
    },
  };
};
