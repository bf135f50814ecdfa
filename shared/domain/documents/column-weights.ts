/** Wide characters count twice, as on a terminal. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFF}]/u;

/** No column is narrower or wider than so many characters of the body. */
const NARROWEST = 6;
const WIDEST = 40;

const columnsOf = (text: string, most: number): number => {
  let columns = 0;
  for (const character of text) {
    columns += WIDE.test(character) ? 2 : 1;
    if (columns >= most) return most;
  }
  return columns;
};

/**
 * Shares of the width by what stands in the columns: of the first rows, the length that nine of ten don't exceed. A column of long texts gets more
 * than one of short codes, but not everything.
 */
export const columnWeights = (titles: readonly string[], sample: readonly (readonly string[])[]): number[] =>
  titles.map((title, at) => {
    const lengths = sample.map((row) => columnsOf(row[at] ?? '', WIDEST)).sort((a, b) => a - b);
    const usual = lengths[Math.max(0, Math.ceil(lengths.length * USUAL) - 1)] ?? 0;
    return Math.min(WIDEST, Math.max(NARROWEST, columnsOf(title, WIDEST), usual));
  });

const USUAL = 0.9;

/** Sheets for so many columns: what does not fit side by side on a small one has a broader one. */
export const paperFor = (weights: readonly number[]): 'portrait' | 'landscape' | 'broad' => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= PORTRAIT_CHARACTERS) return 'portrait';
  return total <= LANDSCAPE_CHARACTERS ? 'landscape' : 'broad';
};

/** What a line of each sheet holds in the type of tables. */
const PORTRAIT_CHARACTERS = 110;
const LANDSCAPE_CHARACTERS = 170;
