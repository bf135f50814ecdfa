import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { actorSchema } from './event.ts';
import { visibilitySchema } from './values.ts';

/** One turn of the conversation. Its text is stored whole; edits keep what was there (T7). */
export const messageSchema = z.object({
  id: z.string(),
  ticketId: z.string(),
  visibility: visibilitySchema,
  author: actorSchema,
  body: z.string(),
  attachmentIds: z.array(z.string()),
  createdAt: instantSchema,
  editedAt: instantSchema.optional(),
  version: z.int().positive(),
});
export type Message = Readonly<z.infer<typeof messageSchema>>;

/** What a message said before an edit. */
export const messageEditSchema = z.object({
  ticketId: z.string(),
  messageId: z.string(),
  n: z.int().positive(),
  body: z.string(),
  replacedAt: instantSchema,
  replacedBy: actorSchema,
});
export type MessageEdit = Readonly<z.infer<typeof messageEditSchema>>;
