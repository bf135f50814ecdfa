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
/** The shortest number that anybody is reached by. */
const MIN_DIGITS = 8;
/** How much of the text before a number says what it is. */
const CONTEXT = 24;

const orderWord =
  /(?:订单|訂單|单号|單號|运单|快递|(?:order|tracking|invoice)(?:\s+(?:number|id))?|#)[\s:：#号號码碼是为no.]*$/iu;
const codeLetters = /(?:^|[^A-Za-z])(?!(?:TEL|CALL|PHONE|MOBILE|CELL|FAX|WX|QQ)$)[A-Z]{1,4}-?$/;
const identityWord = /(?:身份证|身份證|证件|證件|identity|id card|id)[\s:：号號码碼是为no.]*$/iu;

type Group = { readonly text: string; readonly start: number; readonly end: number };

/** Same length, so that places in the folded text are places in the text: full-width digits and signs as ASCII ones. */
const fold = (text: string): string =>
  text.replace(wide, (sign) => (sign === '\u3000' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)));

/** With a country code: mobile numbers of China keep more than others, as everywhere. */
const maskInternational = (joined: string): string | undefined => {
  const mobile = /^\+86(1[3-9]\d)\d{4}(\d{4})$/.exec(joined);
  if (mobile) return `+86${mobile[1]}****${mobile[2]}`;
  return /^\+\d{7,15}$/.test(joined)
    ? `+${callingCode(joined.slice(1))}******${joined.slice(-2)}`
    : undefined;
};

const maskMobile = (joined: string): string | undefined => {
  const mobile = /^(86|0086)?(1[3-9]\d)\d{4}(\d{4})$/.exec(joined);
  return mobile ? `${mobile[1] ?? ''}${mobile[2]}****${mobile[3]}` : undefined;
};

/** A Chinese area code and what follows it, or the three groups of a North American number; hotlines are nobody's. */
const maskGrouped = (joined: string, groups: readonly Group[]): string | undefined => {
  const lengths = groups.map(({ text }) => text.length).join('-');
  const area = groups[0]?.text ?? '';
  if (/^0(?:10|2\d|[3-9]\d\d)$/.test(area) && /^[34]-(?:[78]|4-4|3-4)$/.test(lengths)) {
    return `${area}-******${joined.slice(-2)}`;
  }
  const american = lengths === '3-3-4' && /^[2-9]\d\d[2-9]/.test(joined) && !/^[48]00/.test(joined);
  return american ? `******${joined.slice(-2)}` : undefined;
};

/**
 * The masked form of what these groups spell, or `undefined` when it is nothing personal. Asked for every group of a text of up to
 * 64 KiB, so the length decides first what it can be at all.
 */
const maskOf = (joined: string, groups: readonly Group[], named: () => boolean): string | undefined => {
  if (joined.startsWith('+')) return maskInternational(joined);
  const { length } = joined;
  if (length >= 13 && length <= 19 && isPaymentCard(joined)) return maskCard(joined);
  if ((length === 15 || length === 18) && isIdentityNumber(joined, length === 15 && named()))
    return maskIdNumber(joined);
  const mobile = length === 11 || length === 13 || length === 15 ? maskMobile(joined) : undefined;
  return mobile ?? (groups.length > 1 && length <= 12 ? maskGrouped(joined, groups) : undefined);
};

/** The longest personal number that begins at this group, unless the words before it say that it is something else. */
const numberAt = (
  groups: readonly Group[],
  at: number,
  text: string,
): { mask: string; count: number } | undefined => {
  const start = groups[at]?.start ?? 0;
  const before = (): string => text.slice(Math.max(0, start - CONTEXT), start);
  const spelled: string[] = [];
  for (let joined = ''; spelled.length < MAX_GROUPS && at + spelled.length < groups.length; ) {
    const next = groups[at + spelled.length]?.text ?? '';
    if (joined.length + next.length > MAX_DIGITS || (joined !== '' && next.startsWith('+'))) break;
    joined += next;
    spelled.push(joined);
  }
  for (let count = spelled.length; count > 0; count--) {
    const joined = spelled[count - 1] ?? '';
    if (joined.length < MIN_DIGITS) return undefined;
    const mask = maskOf(joined, groups.slice(at, at + count), () => identityWord.test(before()));
    if (mask !== undefined) return isSomethingElse(before()) ? undefined : { mask, count };
  }
  return undefined;
};

/** An order number, the digits of a code, or what stands behind a decimal point. */
const isSomethingElse = (before: string): boolean =>
  orderWord.test(before) || codeLetters.test(before) || /\d\.$/.test(before);

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
