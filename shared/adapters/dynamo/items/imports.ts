import { importKeySchema, importSchema } from '#shared/domain/imports/import.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** A file that is handed in, and how far it is. */
export const importItem: ItemKind<'import'> = {
  type: 'import',
  schemaVersion: 1,
  key: ([id = '']) => keys.job(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (record) => ({
    ...record,
    ...indexKey('gsi2', indexes.jobs('import'), `${iso(record.createdAt)}#${record.id}`),
  }),
  fromItem: (item) => importSchema.parse(stripped(item)),
};

/** What became of a row; nothing of the row itself but keyed digests. */
export const importKeyItem: ItemKind<'importKey'> = {
  type: 'importKey',
  schemaVersion: 1,
  key: ([key = '']) => keys.importKey(key),
  idOf: ({ key }) => [key],
  versionOf: ({ version }) => version,
  toItem: (record) => ({ ...record }),
  fromItem: (item) => importKeySchema.parse(stripped(item)),
};
