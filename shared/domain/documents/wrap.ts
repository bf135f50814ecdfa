/** Scripts that are set without spaces: a line may end beside any of their characters. */
const WIDE =
  /[\u2E80-\u303F\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFF}]/u;
/** No line begins with these, nor ends with those (JIS X 4051, GB/T 15834). */
const NOT_FIRST = new Set(
  '!%),.:;?]}¢°·’”‰›℃∶、。々〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～…—',
);
const NOT_LAST = new Set('([{£¥‘“‹〈《「『【〔〖〝︵︹︽︿﹃﹙﹛﹝（．［｛￡￥');
/** Inside long words of other scripts: addresses, codes, paths. */
const AFTER = new Set('-/\\_&?=');

const mayBreak = (before: string, after: string): boolean => {
  if (after === ' ' || NOT_FIRST.has(after) || NOT_LAST.has(before)) return false;
  return before === ' ' || AFTER.has(before) || WIDE.test(before) || WIDE.test(after);
};

/**
 * A text in lines that are no wider than `width`, in the unit in which `widthOf` measures one character. Lines end where the script lets them, and
 * inside a word only when it is wider than a line of its own. Spaces at the end of a line are left out. A character that is wider than a line
 * has one to itself.
 */
export const wrap = (text: string, width: number, widthOf: (character: string) => number): string[] =>
  text.split('\n').flatMap((paragraph) => wrapParagraph([...paragraph], width, widthOf));

const wrapParagraph = (
  characters: readonly string[],
  width: number,
  widthOf: (character: string) => number,
): string[] => {
  const lines: string[] = [];
  let start = 0;
  let breakAt = 0;
  let used = 0;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (at > start && mayBreak(characters[at - 1] ?? '', character)) breakAt = at;
    const wide = widthOf(character);
    // A space may stand over the edge: it is not seen there. What is carried over may still be too much with this character.
    while (used + wide > width && at > start && character !== ' ') {
      const end = breakAt > start ? breakAt : at;
      lines.push(lineOf(characters, start, end));
      start = end;
      used = 0;
      for (let n = start; n < at; n++) used += widthOf(characters[n] ?? '');
    }
    used += wide;
  }
  lines.push(lineOf(characters, start, characters.length));
  return lines;
};

const lineOf = (characters: readonly string[], start: number, end: number): string =>
  characters.slice(start, end).join('').replace(/ +$/, '');

/** The beginning of a text that fits into one line, with `…` where something had to go. */
export const fitted = (text: string, width: number, widthOf: (character: string) => number): string => {
  const characters = [...text.replaceAll('\n', ' ')];
  const dots = widthOf('…');
  let used = 0;
  let kept = 0;
  for (const [at, character] of characters.entries()) {
    used += widthOf(character);
    if (used > width) return `${characters.slice(0, kept).join('').trimEnd()}…`;
    if (used + dots <= width) kept = at + 1;
  }
  return characters.join('');
};
