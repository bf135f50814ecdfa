import { callingCode } from './mask.ts';

/*
 * Finding by the first or last digits of a phone and by the start of an e-mail. Such beginnings lie in keys, so they are digested there
 * with a key; this module names them in plain, and nothing of it is stored. What a beginning can't tell is asked of the record.
 */

/** Lengths of the beginnings that entries are made of; a longer question is looked up by the longest of them. */
const NATIONAL = [3, 5, 7] as const;
const INTERNATIONAL = 3;
const LAST = 4;
const MAIL = [3, 6, 10] as const;
/** Where a number that begins with a trunk 0 is from. */
const HOME_CODE = '86';
const LONGEST_NUMBER = 15;

const nationalOf = (digits: string): string => digits.slice(callingCode(digits).length);
const digitsOf = (phone: string): string => phone.slice(1);

const nationalStart = (digits: string): string => `national:${digits}`;
const internationalStart = (digits: string): string => `international:${digits.slice(0, INTERNATIONAL)}`;
const lastDigits = (digits: string): string => `last:${digits.slice(-LAST)}`;
const mailStart = (text: string): string => `mail:${text}`;

/** Under what a phone in E.164 is found: its first digits with and without the calling code, and its last four. */
export const phoneParts = (phone: string): readonly string[] => {
  const national = nationalOf(digitsOf(phone));
  return [
    ...NATIONAL.filter((length) => national.length >= length).map((length) =>
      nationalStart(national.slice(0, length)),
    ),
    internationalStart(digitsOf(phone)),
    lastDigits(digitsOf(phone)),
  ];
};

/** Under what an e-mail address is found: its beginnings, in any case. */
export const emailParts = (email: string): readonly string[] => [
  ...new Set(MAIL.map((length) => mailStart(email.toLowerCase().slice(0, length)))),
];

type Contact = { readonly phones: readonly string[]; readonly emails: readonly string[] };
/** Where to look, and whether a record found there is meant. */
export type ContactLead = { readonly part: string; isMeant(contact: Contact): boolean };

const longest = (lengths: readonly number[], text: string): number | undefined =>
  lengths.findLast((length) => length <= text.length);

const nationalLead = (start: string): ContactLead | undefined => {
  const length = longest(NATIONAL, start);
  return length === undefined
    ? undefined
    : {
        part: nationalStart(start.slice(0, length)),
        isMeant: ({ phones }) => phones.some((phone) => nationalOf(digitsOf(phone)).startsWith(start)),
      };
};

const internationalLead = (start: string): ContactLead | undefined => {
  if (start.length < INTERNATIONAL) return undefined;
  const rest = nationalOf(start);
  const length = longest(NATIONAL, rest);
  return {
    // The calling code alone leads to half the world: what follows it is looked up where it is long enough.
    part: length === undefined ? internationalStart(start) : nationalStart(rest.slice(0, length)),
    isMeant: ({ phones }) => phones.some((phone) => digitsOf(phone).startsWith(start)),
  };
};

const lastLead = (end: string): ContactLead | undefined =>
  end.length < LAST
    ? undefined
    : {
        part: lastDigits(end),
        isMeant: ({ phones }) => phones.some((phone) => digitsOf(phone).endsWith(end)),
      };

/** `0571…` as people dial it at home: without the 0, or, where that leaves too little, behind the calling code. */
const trunkLead = (start: string): ContactLead | undefined =>
  nationalLead(start) ?? internationalLead(`${HOME_CODE}${start}`);

const numberShape = /^\+?[\d\s().\-–—]+$/u;

/**
 * Leads of what may be digits of a phone, as typed: at least three first ones or four last ones. With `+` or `00` they begin with a
 * calling code, with `0` they are dialled at home, else they may be either. Nothing for what is no number.
 */
export const phoneLeads = (q: string): readonly ContactLead[] => {
  const text = q.normalize('NFKC').trim();
  const digits = text.replace(/\D/g, '');
  if (!numberShape.test(text) || digits.length < INTERNATIONAL || digits.length > LONGEST_NUMBER + 2)
    return [];
  const starts = text.startsWith('+')
    ? [internationalLead(digits)]
    : digits.startsWith('00')
      ? [internationalLead(digits.slice(2)), lastLead(digits)]
      : digits.startsWith('0')
        ? [trunkLead(digits.slice(1)), lastLead(digits)]
        : [nationalLead(digits), internationalLead(digits), lastLead(digits)];
  return starts.filter((lead) => lead !== undefined);
};

const mailShape = /^[a-z0-9!#$%&'*+/=?^_`{|}~.@-]{3,254}$/;

/** The lead of what may be the start of an e-mail address, at least three characters. */
export const mailLead = (q: string): ContactLead | undefined => {
  const start = q.normalize('NFKC').trim().toLowerCase();
  const length = longest(MAIL, start);
  if (!mailShape.test(start) || length === undefined) return undefined;
  return {
    part: mailStart(start.slice(0, length)),
    isMeant: ({ emails }) => emails.some((email) => email.toLowerCase().startsWith(start)),
  };
};
