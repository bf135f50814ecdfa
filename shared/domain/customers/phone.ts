import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as z from 'zod';

/** Where a number without a country code is from. */
const HOME = 'CN';
const HOME_CODE = '86';
/** Signs that people put between digits; anything else in a number is a mistake. */
const shape = /^\+?[\d\s().\-–—/]{5,40}$/u;

/**
 * The E.164 spelling of a phone number, or `undefined` when no such number can exist: full-width characters are folded (NFKC), a number
 * without a country code is Chinese. Extensions and short numbers are not accepted. At home the number must be of a known kind; abroad its
 * length must be right for the country, since the plans of others change without our noticing.
 */
export const canonicalPhone = (text: string): string | undefined => {
  if (text.length > 64 || !text.isWellFormed()) return undefined;
  const folded = text.normalize('NFKC').trim();
  if (!shape.test(folded)) return undefined;
  const phone = parsePhoneNumberFromString(folded, HOME);
  if (phone === undefined || phone.ext !== undefined) return undefined;
  const real = phone.countryCallingCode === HOME_CODE ? phone.isValid() : phone.isPossible();
  return real ? phone.number : undefined;
};

/** A phone number in its one spelling; see `canonicalPhone`. */
export const phoneSchema = z
  .string()
  .refine((text) => canonicalPhone(text) !== undefined, 'must be a phone number such as +8613812345678')
  .overwrite((text) => canonicalPhone(text) ?? text)
  .meta({ example: '+8613812345678' });
