import { iso } from '#shared/domain/kernel/time.ts';
import { restoreLockSchema, restoreSchema } from '#shared/domain/restores/restore.ts';
import type { ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** A restore, how far it is, and its report. */
export const restoreItem: ItemKind<'restore'> = {
  type: 'restore',
  schemaVersion: 1,
  key: ([id = '']) => keys.job(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (record) => ({
    ...record,
    ...indexKey('gsi2', indexes.jobs('restore'), `${iso(record.createdAt)}#${record.id}`),
  }),
  fromItem: (item) => restoreSchema.parse(stripped(item)),
};

/** Which restore is at work; beside the jobs, which no restore touches. */
export const restoreLockItem: ItemKind<'restoreLock'> = {
  type: 'restoreLock',
  schemaVersion: 1,
  key: ([id = '']) => keys.job(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (record) => ({ ...record }),
  fromItem: (item) => restoreLockSchema.parse(stripped(item)),
};
