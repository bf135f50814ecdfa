import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { usageFailure } from './failure.ts';
import type { Io } from './io.ts';
import { type Common, commonOptions, type Session, sessionFor } from './session.ts';

/** One of the first words that `kefu` knows. */
export type Command = {
  /** A line of the general help. */
  readonly summary: string;
  /** The help of the command itself. */
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  run(given: Given, session: Session): Promise<void>;
};

/** What stands on the command line, of the options that a command has. */
export type Given = {
  /** The words that are no options. */
  readonly words: readonly string[];
  text(name: string): string | undefined;
  /** Of an option that may be given several times. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
};

/** Reads the command line of a command and runs it. Help goes out without anything being asked. */
export const runCommand = async (command: Command, args: readonly string[], io: Io): Promise<void> => {
  const { values, positionals } = parsed(command, args);
  if (values['help'] === true) return io.out(command.usage);
  await command.run(givenOf(positionals, values), sessionFor(commonOf(values), io));
};

type Values = Readonly<Record<string, unknown>>;

const parsed = (command: Command, args: readonly string[]): { values: Values; positionals: string[] } => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...commonOptions, ...command.options },
    });
  } catch (error) {
    throw usageFailure(`${error instanceof Error ? error.message : String(error)}\n\n${command.usage}`);
  }
};

const textIn = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

const commonOf = (values: Values): Common => ({
  url: textIn(values, 'url'),
  as: textIn(values, 'as'),
  language: textIn(values, 'language'),
  json: values['json'] === true,
});

const givenOf = (words: readonly string[], values: Values): Given => ({
  words,
  text: (name) => textIn(values, name),
  texts: (name) => {
    const value = values[name];
    return Array.isArray(value) ? value.map(String) : [];
  },
  flag: (name) => values[name] === true,
});

/** The word at a place of the command line; its name is told where it is missing. */
export const wordAt = ({ words }: Given, at: number, name: string): string => {
  const word = words[at];
  if (word === undefined) throw usageFailure(`${name} is missing; --help tells more`);
  return word;
};

/** An option that has to be there. */
export const needed = (given: Given, name: string): string => {
  const value = given.text(name);
  if (value === undefined) throw usageFailure(`--${name} is missing; --help tells more`);
  return value;
};

/** `name=value`, several times. */
export const pairsOf = (given: Given, name: string): Record<string, string> =>
  Object.fromEntries(
    given.texts(name).map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw usageFailure(`--${name} ${text} is not name=value`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

/** Runs the part of a command that its first word names. */
export const branch = async (
  given: Given,
  parts: Readonly<Record<string, (rest: Given) => Promise<void>>>,
): Promise<void> => {
  const names = Object.keys(parts).join(', ');
  const word = wordAt(given, 0, `one of ${names}`);
  const part = Object.hasOwn(parts, word) ? parts[word] : undefined;
  if (part === undefined) throw usageFailure(`${word} is none of ${names}`);
  await part({ ...given, words: given.words.slice(1) });
};
