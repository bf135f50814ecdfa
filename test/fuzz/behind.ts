import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Journey } from '../support/local-stack.ts';
import type { Failure } from './checks.ts';

/** What functions print reaches the files a moment after they have answered. */
const PRINTED_MS = 100;
const planted = /cnry[\da-z]+x[\da-z]+/g;

/** What has come to the files of a folder since the last look, by file. */
const newTextIn = (folder: string) => {
  const seen = new Map<string, number>();
  return (): readonly (readonly [string, string])[] =>
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      const from = seen.get(path) ?? 0;
      const bytes = Buffer.alloc(Math.max(0, statSync(path).size - from));
      const file = openSync(path, 'r');
      const length = readSync(file, bytes, 0, bytes.length, from);
      closeSync(file);
      seen.set(path, from + length);
      return [name, bytes.toString('utf8', 0, length)];
    });
};

/** The words of a text that were planted in requests, with the file that they stand in. */
export const plantedIn = (texts: readonly (readonly [string, string])[]): (readonly [string, string])[] =>
  texts.flatMap(([name, text]) =>
    [...new Set(text.match(planted) ?? [])].map((word) => [word, name] as const),
  );

/**
 * What requests have set going behind the answers: work that was given up (dead letters), and logs that hold what was sent. Each look tells what
 * came since the one before; a log names the word that was planted in the request.
 */
export const lookBehind = ({ home, drain, queues }: Pick<Journey, 'home' | 'drain' | 'queues'>) => {
  const newText = newTextIn(join(home, 'logs'));
  const known = new Map<string, number>();
  return async (): Promise<{ readonly givenUp: Failure[]; readonly inLogs: Map<string, Failure> }> => {
    await drain();
    await pause(PRINTED_MS);
    const given = (await queues()).filter(({ name, deadLetters }) => deadLetters > (known.get(name) ?? 0));
    for (const { name, deadLetters } of given) known.set(name, deadLetters);
    const check = 'no word that was sent stands in a log';
    return {
      givenUp: given.map(({ name, deadLetters }) => ({
        check: 'work behind the answer is done',
        why: `${deadLetters} dead letters of ${name}`,
      })),
      inLogs: new Map(
        plantedIn(newText()).map(([word, file]) => [word, { check, why: `${word} in ${file}` }]),
      ),
    };
  };
};
