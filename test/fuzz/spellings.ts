/** The name of the field that a place is, entries of lists left aside: `conditions.tag.0` is a `tag`. */
const fieldOf = (place: string): string =>
  place
    .split('.')
    .filter((step) => !/^\d+$/.test(step))
    .at(-1) ?? '';

/** Lines that people are called by and live at: without what hides in a text or turns it, with single spaces and ASCII digits. */
const names = new Set(['name', 'province', 'city', 'district', 'line', 'postcode']);
/** What names something elsewhere, or repeats it, and so counts sign by sign. */
const exact = new Set(['confirm', 'sub', 'url', 'category', 'shopId', 'teamId']);

const asciiDigits = (text: string): string =>
  text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
const asName = (text: string): string =>
  asciiDigits(text.normalize('NFC'))
    .replace(/(?![\u200c\u200d])[\p{Cf}\u2028\u2029]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

/** Whether a text may be what another one, sent for a place, is kept as: composed, and as a line without space around it; tags and codes in their one spelling. */
export const isSame = (place: string, sent: string, shown: string): boolean => {
  const field = fieldOf(place);
  const composed = sent.normalize('NFC');
  const folded = sent.normalize('NFKC').trim();
  if ([composed, composed.trim(), folded, folded.toLowerCase()].includes(shown)) return true;
  if (names.has(field)) return shown === asName(sent);
  if (exact.has(field)) return shown === sent;
  return (
    /^phones?$/.test(field) &&
    /^\+\d+$/.test(shown) &&
    digitsOf(sent) !== '' &&
    shown.endsWith(digitsOf(sent))
  );
};

/** Whether an error about one path tells of a place: its own, something in it, or what it is in; a price in another currency is another price. */
export const isAbout = (name: string, place: string): boolean =>
  name === '' ||
  name === place ||
  place.startsWith(`${name}.`) ||
  name.startsWith(`${place}.`) ||
  name === place.replace(/\.currency$/, '.amount');
