import * as z from 'zod';

/** The one spelling of a tag: full-width characters folded (NFKC), no space around it, lower case. */
export const foldTag = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** A tag that a setting asks for, in the spelling that tags are kept in: otherwise it would be found nowhere. */
export const wantedTagSchema = z.string().overwrite(foldTag).min(1).max(40);
