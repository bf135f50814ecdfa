import type { Address } from './customer.ts';
import { isCompoundSurname } from './surnames.ts';

/*
 * How personal values are shown to whoever may not see them (`api.md`, Text). Every mask is total (any string has one), hides the
 * length where it can, never splits a character that people see as one, and leaves a masked value as it is.
 */

const HIDDEN = '***';
let segmenter: Intl.Segmenter | undefined;
/** Made when the first name is masked: it takes ten milliseconds, which a new environment has better uses for. */
const graphemes = (): Intl.Segmenter => {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return segmenter;
};

const firstGrapheme = (text: string): string => {
  for (const { segment } of graphemes().segment(text)) return segment;
  return '';
};

const chineseMobile = /^\+86(1[3-9]\d)\d{4}(\d{4})$/;
const maskedPhone = /^\+(?:861[3-9]\d\*{4}\d{4}|\d{1,3}\*{6}\d{2})$/;

/** Calling codes of two digits; 1 and 7 have one digit, all others three (ITU-T E.164). */
const twoDigitCode = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** The calling code at the start of an international number's digits. */
export const callingCode = (digits: string): string => {
  if (/^[17]/.test(digits)) return digits.slice(0, 1);
  return digits.slice(0, twoDigitCode.test(digits) ? 2 : 3);
};

/** A Chinese mobile number as `+86138****5678`; of any other number the country code and the last two digits. */
export const maskPhone = (phone: string): string => {
  if (maskedPhone.test(phone)) return phone;
  const mobile = chineseMobile.exec(phone);
  if (mobile) return `+86${mobile[1]}****${mobile[2]}`;
  if (!/^\+\d{7,15}$/.test(phone)) return HIDDEN;
  const digits = phone.slice(1);
  return `+${callingCode(digits)}******${digits.slice(-2)}`;
};

/** `l***@example.com`; of a name of one letter not even that one. */
export const maskEmail = (email: string): string => {
  const at = email.lastIndexOf('@');
  if (at < 1) return HIDDEN;
  const name = email.slice(0, at);
  const first = firstGrapheme(name);
  return `${first === name ? '*' : `${first}${HIDDEN}`}${email.slice(at)}`;
};

const maskHanName = (name: string): string => {
  const characters = [...name];
  const two = characters.slice(0, 2).join('');
  const surname = characters.length > 2 && isCompoundSurname(two) ? two : firstGrapheme(name);
  return surname === name ? '*' : `${surname}**`;
};

/** The surname of a Chinese name (`李**`, `欧阳**`), the initials of any other (`J*** S***`). */
export const maskName = (name: string): string => {
  const trimmed = name.trim();
  if (/^\p{Script=Han}/u.test(trimmed)) return maskHanName(trimmed);
  const words = trimmed.split(/\s+/u);
  const shown = words.length > 1 ? [words[0] ?? '', words.at(-1) ?? ''] : words;
  if (shown.length === 1 && firstGrapheme(trimmed) === trimmed) return '*';
  return shown.map((word) => `${firstGrapheme(word)}${HIDDEN}`).join(' ');
};

const ENDS = 7;

/** The first three and the last four characters of an identity number. */
export const maskIdNumber = (id: string): string => {
  const characters = [...id];
  if (characters.length <= ENDS) return HIDDEN;
  return `${characters.slice(0, 3).join('')}${'*'.repeat(characters.length - ENDS)}${characters.slice(-4).join('')}`;
};

/** The last four digits of a bank card. */
export const maskCard = (card: string): string => {
  const digits = card.replace(/\D/g, '');
  return digits.length < 4 || (digits.length < 12 && !card.startsWith('****'))
    ? HIDDEN
    : `****${digits.slice(-4)}`;
};

/** An address down to the district; the postcode goes too, abroad it names a street. */
export const maskAddress = ({ country, province, city, district }: Address): Address => ({
  country,
  province,
  city,
  district,
  line: HIDDEN,
});
