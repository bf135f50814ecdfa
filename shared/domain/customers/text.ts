import * as z from 'zod';
import { showsSomething } from '../kernel/visible.ts';

const control = /\p{Cc}/u;
/** Turns the direction of text or hides in it: never part of a name. Joiners stay, some scripts need them. */
const invisible = /[\u00AD\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;
const fullWidthDigit = /[０-９]/g;

/** Full-width digits as ASCII ones; everything else stays. */
export const asciiDigits = (text: string): string =>
  text.replace(fullWidthDigit, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));

const tidy = (text: string): string =>
  asciiDigits(text.normalize('NFC')).replace(invisible, '').replace(/\s+/gu, ' ').trim();

/**
 * One line that people typed: NFC, ASCII digits, no invisible characters, single spaces, trimmed. Refused are control
 * characters other than white space at the ends, and what shows nothing. `max` counts characters.
 */
export const tidyLineSchema = (max: number) =>
  z
    .string()
    // What is far too long is not looked at any further.
    .refine((text) => text.length <= max * 8, { error: `must be 1 to ${max} characters`, abort: true })
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .refine((text) => !control.test(text.trim()), 'must not contain control characters')
    .refine((text) => showsSomething(text), 'must contain something visible')
    .overwrite(tidy)
    .refine((text) => text.length > 0 && [...text].length <= max, `must be 1 to ${max} characters`)
    .meta({ minLength: 1, maxLength: max });

/** A person's or firm's name as they write it. */
export const nameSchema = tidyLineSchema(100);
