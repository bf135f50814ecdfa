/** FNV-1a with the finalizer of MurmurHash3: neighbouring ids land far apart. */
const hash32 = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Whether this survey is among the sampled share. The same id always gets the same answer, and a higher share keeps the ones it had. */
export const isSampled = (surveyId: string, percent: number): boolean =>
  hash32(surveyId) < (percent / 100) * 2 ** 32;
