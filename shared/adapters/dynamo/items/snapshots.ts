import { iso } from '#shared/domain/kernel/time.ts';
import { snapshotSchema } from '#shared/domain/snapshots/snapshot.ts';
import type { ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** A snapshot, and how far it is. */
export const snapshotItem: ItemKind<'snapshot'> = {
  type: 'snapshot',
  schemaVersion: 1,
  key: ([id = '']) => keys.job(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (record) => ({
    ...record,
    ...indexKey('gsi2', indexes.jobs('snapshot'), `${iso(record.createdAt)}#${record.id}`),
  }),
  fromItem: (item) => snapshotSchema.parse(stripped(item)),
};
