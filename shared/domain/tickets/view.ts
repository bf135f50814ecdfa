import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';

/** A list query somebody keeps under a name (T12). */
export const savedViewSchema = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  query: z.record(z.string(), z.string()),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  version: z.int().positive(),
});
export type SavedView = Readonly<z.infer<typeof savedViewSchema>>;
