import { EXPORT_LIFE_MS, exportSchema } from '#shared/domain/exports/export.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** Exports, by time and by who made them. */
export const exportItem: ItemKind<'export'> = {
  type: 'export',
  schemaVersion: 1,
  key: ([id = '']) => keys.job(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (made) => {
    const created = `${iso(made.createdAt)}#${made.id}`;
    return {
      ...made,
      ...indexKey('gsi2', indexes.jobs('export'), created),
      ...indexKey('gsi3', indexes.jobsOf('export', made.createdBy), created),
      ttl: Math.ceil((made.createdAt + EXPORT_LIFE_MS) / 1000),
    };
  },
  fromItem: (item) => exportSchema.parse(stripped(item)),
};
