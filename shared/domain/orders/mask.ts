/**
 * A tracking number as it is shown to who may not reveal: the carrier's letters (at most two) and the last four characters stay,
 * `SF*********0123`. It leads to the parcel's receiver on the carrier's pages. Short ones keep nothing.
 */
export const maskTracking = (text: string): string => {
  const characters = [...text];
  const letters = /^[A-Za-z]{1,2}/.exec(text)?.[0].length ?? 0;
  if (characters.length < letters + 8) return '*'.repeat(characters.length);
  const hidden = characters.length - letters - 4;
  return `${characters.slice(0, letters).join('')}${'*'.repeat(hidden)}${characters.slice(-4).join('')}`;
};
