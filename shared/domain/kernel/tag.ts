import * as z from 'zod';

/** The one spelling of a tag: full-width characters folded (NFKC), no space around it, lower case. */
export const foldTag = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/**
 * A tag that a setting asks for, in the spelling that tags are kept in: otherwise it would be found nowhere. What was stored before they were folded stays
 * readable: its length is that of the text as it was written, and one of nothing but space comes to no tag, which meets nothing.
 */
export const wantedTagSchema = z.string().min(1).max(40).overwrite(foldTag);
