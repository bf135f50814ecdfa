import { upgradeSchema } from '#shared/domain/restores/upgrade.ts';
import type { ItemKind } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** How far older items have been brought up to date. */
export const upgradeItem: ItemKind<'upgrade'> = {
  type: 'upgrade',
  schemaVersion: 1,
  key: ([id = '']) => keys.job(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (record) => ({ ...record }),
  fromItem: (item) => upgradeSchema.parse(stripped(item)),
};
