import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Planted } from './people.ts';

export const fields = ['phone', 'email', 'idNumber', 'address', 'word'] as const;
export type Field = (typeof fields)[number];
export type Sighting = { readonly n: number; readonly field: Field };

/** Finds planted values in any text: one pass for everybody, since all their values have the same few shapes. */
export type Scanner = (text: string) => readonly Sighting[];

export const scannerOf = (people: readonly Planted[]): Scanner => {
  const known = new Map<string, Sighting>();
  const add = (n: number, field: Field, spelling: string): void => void known.set(spelling, { n, field });
  for (const { n, phone, email, idNumber, line, word } of people) {
    add(n, 'phone', phone.slice(3));
    add(n, 'email', email.slice(0, email.indexOf('@')));
    add(n, 'idNumber', idNumber);
    add(n, 'address', /\d{8}/.exec(line)?.[0] ?? line);
    add(n, 'word', word);
  }
  const shapes: readonly RegExp[] = [
    // Overlapping: a number may stand inside a longer run of digits.
    /(?=(139\d{8}))/g,
    /(planted\.q\d{8}z)/gi,
    /(?=(330106\d{11}[\dX]))/g,
    // In UTF-8, in UTF-8 read as Latin-1, percent-encoded and escaped.
    /(?:暗香路|æ\x9a\x97é¦\x99è·¯|%E6%9A%97%E9%A6%99%E8%B7%AF|\\u6697\\u9999\\u8def)(\d{8})/gi,
    /(wordx\d{8}y)/gi,
  ];
  return (text) =>
    shapes.flatMap((shape) =>
      [...text.matchAll(shape)].flatMap(([, value = '']) => {
        const sighting = known.get(value) ?? known.get(value.toLowerCase());
        return sighting ? [sighting] : [];
      }),
    );
};

type Hit = { readonly path: string; readonly sighting: Sighting };

/**
 * Every file below a folder as raw bytes, but for those of what has left the system. The database tidies up meanwhile: a file that went
 * away left its content to a new one, so it is looked again until every file that is there has been read.
 */
export const scanFiles = (
  folder: string,
  scan: Scanner,
  except: (path: string) => boolean,
): readonly Hit[] => {
  const hits: Hit[] = [];
  const read = new Set<string>();
  const unread = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((path) => !except(path) && !read.has(path));
  for (let paths = unread(); paths.length > 0; paths = unread())
    for (const path of paths) {
      const text = contentOf(join(folder, path));
      if (text === undefined) continue;
      read.add(path);
      hits.push(...scan(text).map((sighting) => ({ path, sighting })));
    }
  return hits;
};

/** `undefined`: it has just gone away. */
const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
