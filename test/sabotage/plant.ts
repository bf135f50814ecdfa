import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { Bug } from './bug.ts';

const countOf = (text: string, part: string): number => text.split(part).length - 1;

/**
 * The file with the bug in it. Throws when a text does not stand there exactly once, when nothing changes, and when what comes out is no
 * TypeScript: then it would be red for the wrong reason.
 */
export const planted = ({ id, file, edits }: Pick<Bug, 'id' | 'file' | 'edits'>, text: string): string => {
  const places = edits.map(([found, put]) => {
    const times = countOf(text, found);
    if (times !== 1) throw new Error(`${id}: stands ${times} times in ${file}, not once: ${found}`);
    if (found === put) throw new Error(`${id}: changes nothing in ${file}`);
    return { at: text.indexOf(found), found, put };
  });
  // From the end on, so that what one edit puts in is never taken for the place of another.
  const backwards = places.toSorted((a, b) => b.at - a.at);
  if (backwards.some(({ at, found }, n) => at + found.length > (backwards[n - 1]?.at ?? text.length)))
    throw new Error(`${id}: changes one place of ${file} twice`);
  const after = backwards.reduce(
    (rest, { at, found, put }) => rest.slice(0, at) + put + rest.slice(at + found.length),
    text,
  );
  const [error] = parseSync(file, after).errors;
  if (error) throw new Error(`${id}: ${file} is no TypeScript any more: ${error.message}`);
  return after;
};

/** Puts the bug into a tree; what is answered takes it out again. */
export const plant = (root: string, bug: Pick<Bug, 'id' | 'file' | 'edits'>): (() => void) => {
  const path = join(root, bug.file);
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, planted(bug, before));
  return () => writeFileSync(path, before);
};
