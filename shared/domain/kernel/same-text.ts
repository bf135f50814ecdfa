/** Whether two texts are the same, in a time that depends on the first one's length alone: for digests and codes that somebody may try to guess. */
export const sameText = (a: string, b: string): boolean => {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
};
