import * as z from 'zod';
import { entitiesSchema, partSchema } from './manifest.ts';

/** What was counted in some of the files, kept in the bucket until the manifest holds all of it. */
export const sliceSchema = z.strictObject({
  /** The first file that is not in it, by its number. */
  next: z.int().nonnegative(),
  parts: z.array(partSchema),
  entities: entitiesSchema,
});
export type Slice = Readonly<z.infer<typeof sliceSchema>>;

/** Where the slice that begins with this file is kept. */
export const sliceKeyOf = (snapshotId: string, attempt: number, start: number): string =>
  `${snapshotId}/work/${attempt}-${String(start).padStart(6, '0')}.json`;
