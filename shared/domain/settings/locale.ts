import * as z from 'zod';
import { isTimeZone } from '../sla/zone.ts';

const tagPattern = /^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/i;
const knownLanguage = (tag: string): boolean => {
  const language = new Intl.Locale(tag).language;
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(language) !== undefined;
};

/** A language as a BCP 47 tag (`zh-CN`, `en`, `zh-Hant-TW`), spelled canonically. */
export const languageTagSchema = z
  .string()
  .max(20)
  .refine((tag) => tagPattern.test(tag) && knownLanguage(tag), 'must be a language tag such as zh-CN')
  .overwrite((tag) => (tagPattern.test(tag) ? (Intl.getCanonicalLocales(tag)[0] ?? tag) : tag));

/** A zone of the IANA database (`Asia/Shanghai`). An offset is not a zone. */
export const timeZoneSchema = z
  .string()
  .max(60)
  .refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai');
