import { callingCode, maskCard, maskIdNumber } from './mask.ts';
import { isIdentityNumber, isPaymentCard } from './numbers.ts';

/** Signs that people put inside one number. Zero-width ones count, or they would hide a number from us. */
const separator = '[ \\u00A0\\-\\u2010-\\u2015()\\u200B-\\u200D\\u2060\\uFEFF]{1,3}';
const run = new RegExp(`\\+?\\d+[xX]?(?:${separator}\\+?\\d+[xX]?)*`, 'g');
const group = /\+?\d+[xX]?/g;
const wide = /[０-９＋－\u3000]/g;

/** A card of 19 digits in the most groups that anybody writes. */
const MAX_GROUPS = 8;
const MAX_DIGITS = 21;

const orderWord =
  /(?:订单|訂單|单号|單號|运单|快递|(?:order|tracking|invoice)(?:\s+(?:number|id))?|#)[\s:：#号號码碼是为no.]*$/iu;
const codeLetters = /(?:^|[^A-Za-z])(?!(?:TEL|CALL|PHONE|MOBILE|CELL|FAX|WX|QQ)$)[A-Z]{1,4}-?$/;
const identityWord = /(?:身份证|身份證|证件|證件|identity|id card|id)[\s:：号號码碼是为no.]*$/iu;

type Group = { readonly text: string; readonly start: number; readonly end: number };

/** Same length, so that places in the folded text are places in the text: full-width digits and signs as ASCII ones. */
const fold = (text: string): string =>
  text.replace(wide, (sign) => (sign === '\u3000' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)));

/** The masked form of what these groups spell, or `undefined` when it is nothing personal. */
const maskOf = (groups: readonly Group[], before: string): string | undefined => {
  const joined = groups.map(({ text }) => text).join('');
  const digits = joined.replace(/^\+/, '');
  if (/[+]/.test(digits)) return undefined;
  if (!joined.startsWith('+') && isPaymentCard(digits)) return maskCard(digits);
  if (!joined.startsWith('+') && isIdentityNumber(digits, identityWord.test(before)))
    return maskIdNumber(digits);
  return /[xX]/.test(digits) ? undefined : maskPhoneText(joined, groups);
};

/** As typed, with a country code or without. */
const maskPhoneText = (joined: string, groups: readonly Group[]): string | undefined => {
  const mobile = /^(\+86|86|0086)?(1[3-9]\d)\d{4}(\d{4})$/.exec(joined);
  if (mobile) return `${mobile[1] ?? ''}${mobile[2]}****${mobile[3]}`;
  if (/^\+\d{7,15}$/.test(joined)) return `+${callingCode(joined.slice(1))}******${joined.slice(-2)}`;
  const lengths = groups.map(({ text }) => text.length).join('-');
  if (/^0(?:10|2\d|[3-9]\d\d)$/.test(groups[0]?.text ?? '') && /^[34]-(?:[78]|4-4|3-4)$/.test(lengths)) {
    return `${groups[0]?.text}-******${joined.slice(-2)}`;
  }
  const american = lengths === '3-3-4' && /^[2-9]\d\d[2-9]/.test(joined) && !/^[48]00/.test(joined);
  return american ? `******${joined.slice(-2)}` : undefined;
};

/** The longest personal number that begins at this group. */
const numberAt = (
  groups: readonly Group[],
  at: number,
  text: string,
): { mask: string; count: number } | undefined => {
  const before = text.slice(Math.max(0, (groups[at]?.start ?? 0) - 24), groups[at]?.start);
  if (orderWord.test(before) || codeLetters.test(before) || /\d\.$/.test(before)) return undefined;
  for (let count = Math.min(MAX_GROUPS, groups.length - at); count > 0; count--) {
    const taken = groups.slice(at, at + count);
    if (taken.reduce((sum, { text: digits }) => sum + digits.length, 0) > MAX_DIGITS) continue;
    const mask = maskOf(taken, before);
    if (mask !== undefined) return { mask, count };
  }
  return undefined;
};

/** The groups of one run; those that touch a star are what an earlier mask has left. */
const groupsOf = (matched: string, offset: number, text: string): Group[] =>
  [...matched.matchAll(group)]
    .map((found) => ({
      text: found[0],
      start: offset + found.index,
      end: offset + found.index + found[0].length,
    }))
    .filter(({ start, end }) => text[start - 1] !== '*' && text[end] !== '*');

/**
 * Free text with bank cards (known issuers, Luhn), identity numbers (checksum) and phones masked in place. Order numbers stay as
 * they are: digits behind a word for an order, or behind the capital letters of a code.
 */
export const maskText = (text: string): string => {
  const folded = fold(text);
  let masked = '';
  let done = 0;
  for (const found of folded.matchAll(run)) {
    const groups = groupsOf(found[0], found.index, folded);
    for (let at = 0; at < groups.length; ) {
      const hit = numberAt(groups, at, folded);
      if (hit) {
        masked += text.slice(done, groups[at]?.start) + hit.mask;
        done = groups[at + hit.count - 1]?.end ?? done;
      }
      at += hit?.count ?? 1;
    }
  }
  return masked + text.slice(done);
};
