import * as z from 'zod';
import { canonicalJson } from '../audit/canonical.ts';
import type { Digest } from '../audit/mac.ts';
import { idSchema } from '../kernel/ids.ts';
import { sameText } from '../kernel/same-text.ts';
import { instantSchema } from '../kernel/time.ts';

export const snapshotKinds = ['full', 'incremental'] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];

const countSchema = z.int().nonnegative();
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** One file of a snapshot: gzip of lines, one item each. `sha256` (hexadecimal) and `bytes` are those of the file as it lies there. */
export const partSchema = z.strictObject({
  key: z.string().min(1),
  bytes: countSchema,
  items: countSchema,
  sha256: sha256Schema,
});
export type SnapshotPart = Readonly<z.infer<typeof partSchema>>;

/** How many items there are of one type of record (attribute `t`), and of each version of its shape (attribute `v`). */
export const entitiesSchema = z.record(
  z.string(),
  z.strictObject({ items: countSchema, versions: z.record(z.string(), countSchema) }),
);
export type Entities = Readonly<z.infer<typeof entitiesSchema>>;

/**
 * What a snapshot consists of; written last, so that a snapshot without one does not exist. A full one is the table at `to`; an
 * incremental one is the last change of every item from `from` on, up to `to`, and continues the snapshot `base`.
 */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  id: idSchema('snap'),
  kind: z.enum(snapshotKinds),
  table: z.string().min(1),
  tableId: z.string().min(1),
  from: instantSchema.optional(),
  to: instantSchema,
  base: idSchema('snap').optional(),
  full: idSchema('snap').optional(),
  items: countSchema,
  bytes: countSchema,
  entities: entitiesSchema,
  parts: z.array(partSchema),
  mac: z.string(),
});
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

export const FORMAT = 1;

/** Everything of a snapshot lies below its id. */
export const manifestKeyOf = (snapshotId: string): string => `${snapshotId}/manifest.json`;

const macOf = ({ mac: _, ...content }: Manifest, digest: Digest): string =>
  digest('snapshot', canonicalJson(content));

/** The manifest with its keyed digest, which proves its origin when nothing else is left. */
export const signed = (content: Omit<Manifest, 'mac'>, digest: Digest): Manifest => ({
  ...content,
  mac: macOf({ ...content, mac: '' }, digest),
});

/** Whether this system made it, and nobody changed it. */
export const isOurs = (manifest: Manifest, digest: Digest): boolean =>
  sameText(macOf(manifest, digest), manifest.mac);

/** The text under which a manifest is kept: canonical, so that the same manifest has one checksum. */
export const manifestText = (manifest: Manifest): string => `${canonicalJson(manifest)}\n`;
