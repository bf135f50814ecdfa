import * as z from 'zod';

/** What can be wrong with a snapshot; a snapshot with any of them is not restored. */
export const problemCodes = [
  /** There is no manifest: the snapshot was never finished, or is gone. */
  'manifestMissing',
  'manifestUnreadable',
  /** Not made by this system, changed afterwards, or made under another root secret. */
  'manifestForged',
  /** A manifest of this system, but not the one that was written for this snapshot. */
  'manifestReplaced',
  'wrongSnapshot',
  'wrongTable',
  'partMissing',
  'partCut',
  'partChanged',
  'partSwapped',
  'partDoubled',
  /** A file among the parts that the manifest doesn't know. */
  'partForeign',
  'partUnreadable',
  'partForbidden',
  /** The key that the files are encrypted with is disabled or gone. */
  'keyUnavailable',
  'countsDiffer',
  /** The snapshot that this one continues has no usable manifest. */
  'chainBroken',
  'chainGap',
  'chainOverlap',
  'chainOrder',
  /** The database could not export the table. */
  'exportFailed',
  /** What the database says of its export and what it wrote differ. */
  'exportIncomplete',
] as const;

/** One thing that is wrong, with the file or the snapshot of the chain that it is about. */
export const problemSchema = z.object({
  code: z.enum(problemCodes),
  part: z.string().optional(),
  snapshotId: z.string().optional(),
  /** A stable word of the service, such as the code of its error; never a text of a record. */
  reason: z.string().optional(),
});
export type SnapshotProblem = Readonly<z.infer<typeof problemSchema>>;

/** Records keep no more: with so many the rest says nothing new. */
export const MOST_PROBLEMS = 50;
