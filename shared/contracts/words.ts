import * as z from 'zod';
import { type IdPrefix, idSchema } from '#shared/domain/kernel/ids.ts';
import { foldTag } from '#shared/domain/kernel/tag.ts';
import { showsSomething } from '#shared/domain/kernel/visible.ts';

/** Schemas that many routes use: nothing, one id in the path, a page of a list, an instant. */
export const nothing = z.strictObject({});
export const idParam = <P extends IdPrefix>(prefix: P) => z.strictObject({ id: idSchema(prefix) });

/** Control characters of both sets but the tab, and everything that ends a line. */
const notInLines = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029]/u;
const bytes = (text: string) => new TextEncoder().encode(text).length;

/** One line of text for people: trimmed, NFC, no control characters, something visible in it, limited in characters and UTF-8 bytes. */
export const lineSchema = (maxCharacters: number, maxBytes = maxCharacters * 4) =>
  z
    .string()
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .transform((text) => text.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1, 'must not be empty')
        .refine((text) => !notInLines.test(text), 'must not contain control characters')
        .refine((text) => showsSomething(text), 'must contain something visible')
        .refine(
          (text) => [...text].length <= maxCharacters && bytes(text) <= maxBytes,
          `must be at most ${maxCharacters} characters`,
        ),
    )
    .meta({ minLength: 1, maxLength: maxCharacters });

/** Text of several lines, kept as written but for NFC; limited in UTF-8 bytes. */
export const textSchema = (maxBytes: number) =>
  z
    .string()
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .transform((text) => text.normalize('NFC'))
    .pipe(
      z
        .string()
        .refine((text) => showsSomething(text), 'must contain something visible')
        .refine((text) => !text.includes('\u0000'), 'must not contain NUL')
        .refine((text) => bytes(text) <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`),
    )
    .meta({ minLength: 1, maxLength: maxBytes });

/** An instant of a request: ISO 8601 with seconds and a zone, between the years 2000 and 2100. Milliseconds since the epoch inside. */
export const instantTextSchema = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-03-02T09:00:00.000Z' })
  .refine((text) => {
    const year = new Date(text).getUTCFullYear();
    return year >= 2000 && year <= 2100;
  }, 'must lie between the years 2000 and 2100')
  .transform((text) => Date.parse(text));

/** An instant of an answer. */
export const instantOut = z.iso.datetime({ precision: 3 }).meta({ example: '2026-03-02T09:00:00.000Z' });

/** A personal value of a customer in an answer: only what `masked` (`domain/customers/masked.ts`) has looked at can be given for it. */
export const personalOut = z.string().brand<'shown', 'in'>();

/** A tag people give: short, lower-case words of any script, without the separators of keys. */
export const tagSchema = z
  .string()
  .transform(foldTag)
  .pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_.:-]{0,39}$/u, 'must be 1 to 40 letters, digits or -_.:'));

/** The paging part of every list's query. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .default(50),
  /** Whatever is no cursor of ours is refused by who opens it, with `invalid_cursor`. */
  cursor: z.string().optional(),
};

/** A page of a list: go on until `nextCursor` is absent. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

/** A comma list of words in a query, each of them allowed by `schema`. */
export const commaList = <Item extends z.ZodType<string, string>>(schema: Item) =>
  z
    .string()
    .min(1)
    .transform((text) => text.split(','))
    .pipe(z.array(schema).min(1).max(20));
