/**
 * Spreadsheets take a cell for a formula that begins with one of these, in full width too; what only looks like space or a quote in front
 * of it is passed over, and so is a line break, also one that is escaped (OWASP, CSV Injection).
 */
const formula =
  /^(?:[\s\u0000"'\u00A0\u200B-\u200F\u2028-\u202E\u2060\uFEFF]|%0[ad9])*[=+\-@\t\r\n\u0000＝＋－＠]/iu;
/** A tab, a line break or a NUL is itself reason enough, wherever in the beginning it stands. */
const hidden = /^(?:[ "'\u00A0\u200B-\u200F\u2060\uFEFF])*(?:[\t\r\n\u0000]|%0[ad9])/iu;

export const looksLikeFormula = (text: string): boolean => formula.test(text) || hidden.test(text);

/** A text as a cell may hold it: with a leading `'` where it looks like a formula (`api.md`, Exports). */
export const neutral = (text: string): string => (looksLikeFormula(text) ? `'${text}` : text);

/** What `neutral` was given. */
export const unneutral = (text: string): string =>
  text.startsWith("'") && looksLikeFormula(text.slice(1)) ? text.slice(1) : text;
