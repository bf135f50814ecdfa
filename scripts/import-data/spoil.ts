/** A copy of a file in which some rows are spoiled, and which rows those are (from 1, the header not counted). */
export type Spoiled = { readonly lines: string[]; readonly rows: readonly number[] };

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const edited = (line: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...(JSON.parse(line) as object), ...fields });

/** Ways in which a line of NDJSON can be wrong. */
const lineSpoilers: readonly ((line: string) => string)[] = [
  (line) => line.slice(0, Math.floor(line.length / 2)),
  (line) => edited(line, { priority: 'highest' }),
  (line) => edited(line, { subject: '' }),
  (line) => edited(line, { tenantId: 'other' }),
  (line) => edited(line, { events: [{ at: '2099-01-01T00:00:00Z', type: 'statusChanged', to: 'open' }] }),
  (line) => edited(line, { events: [{ at: '2001-01-01T00:00:00Z', type: 'assigned' }] }),
  (line) => edited(line, { externalId: 17 }),
  () => '[]',
];

const withCell = (line: string, column: number, text: string): string => {
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)?.map((one) => one.replace(/,$/, '')) ?? [];
  cells[column] = text;
  // The pattern finds the end of the line once more.
  return cells.slice(0, 13).join(',');
};

/** Ways in which a row of the orders' table can be wrong. */
const rowSpoilers: readonly ((line: string) => string)[] = [
  (line) => withCell(line, 8, 'many'),
  (line) => withCell(line, 9, '1.23457E+17'),
  (line) => withCell(line, 9, '-1.00'),
  (line) => `${line},more`,
  (line) => withCell(line, 6, ''),
];

/** Spoils so many rows at random places, each in another way; the same for the same seed. */
export const spoil = (
  lines: readonly string[],
  { count, seed, table }: { readonly count: number; readonly seed: number; readonly table: boolean },
): Spoiled => {
  const random = numbersFrom(seed);
  const header = table ? 1 : 0;
  const rows = new Set<number>();
  while (rows.size < Math.min(count, lines.length - header))
    rows.add(1 + Math.floor(random() * (lines.length - header)));
  const spoilers = table ? rowSpoilers : lineSpoilers;
  const copy = [...lines];
  for (const [n, row] of [...rows].entries()) {
    const at = row - 1 + header;
    copy[at] = spoilers[n % spoilers.length]?.(copy[at] ?? '') ?? '';
  }
  return { lines: copy, rows: [...rows].sort((a, b) => a - b) };
};
