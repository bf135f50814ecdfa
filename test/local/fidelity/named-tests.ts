/**
 * Why the text of a file of tests does not show what it is said to, or `undefined` if it does. A name counts where a test is declared by it
 * (`it('…'`, or behind the cases of `it.each`), not in a comment; a test that is switched off shows nothing.
 * @param reference the test's name; of a test of several cases also a whole text of the case, behind " | "
 */
export const whyNotShown = (text: string, reference: string): string | undefined => {
  const [name = '', theCase] = reference.split(' | ');
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const end = endOfDeclaration(code, name);
  if (end === undefined) return `there is no test "${name}"`;
  if (/\b(?:it|test|describe)\.(?:skip|todo|only|fails)\b/.test(code)) return 'tests are switched off';
  if (theCase === undefined) return undefined;
  const cases = code.slice(code.lastIndexOf('.each', end), end);
  const isThere = ["'", '"', '`'].some((quote) => cases.includes(quote + theCase + quote));
  return isThere ? undefined : `"${name}" has no case "${theCase}"`;
};

const endOfDeclaration = (code: string, name: string): number | undefined => {
  const quoted = `(['"\`])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\1,`;
  const found = new RegExp(`(?:\\b(?:it|test)|\\.each\\([^()]*\\)|[\\])]\\))\\(\\s*${quoted}`).exec(code);
  return found === null ? undefined : found.index + found[0].length;
};
