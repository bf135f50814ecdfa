/** A test that shows something: its file below `test/`, and what it is called. */
export type Proof = { readonly file: string; readonly test: string };

/** What a row asks for, what shows it, and what of it does not apply here, and why. */
export type Entry = {
  readonly what: string;
  readonly by: readonly Proof[];
  readonly not?: string;
};

export type Coverage = Readonly<Record<string, Entry>>;

/** Tests of one file, `journeys/attack` for short. */
export const tests = (file: string, ...names: readonly string[]): readonly Proof[] =>
  names.map((test) => ({ file: `test/${file}.test.ts`, test }));

/** A row and the tests that show it. */
export const row = (what: string, ...by: readonly (readonly Proof[])[]): Entry => ({ what, by: by.flat() });

/** A row of which a part does not apply. */
export const part = (what: string, not: string, ...by: readonly (readonly Proof[])[]): Entry => ({
  what,
  by: by.flat(),
  not,
});

/** A row that does not apply. */
export const none = (what: string, not: string): Entry => ({ what, by: [], not });
