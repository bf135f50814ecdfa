import * as z from 'zod';
import { readSettings, SETTINGS_ID, shopSchema } from '#shared/domain/settings/settings.ts';
import type { ItemKind } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** Old versions lie beside the partition that every environment reads, so that it stays small. */
const VERSIONS = 'settingsVersions';

/** The organisation's parameters; each version is kept. */
export const settingsItem: ItemKind<'settings'> = {
  type: 'settings',
  schemaVersion: 1,
  key: ([id = SETTINGS_ID]) => keys.config('settings', id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (settings) => ({ ...settings }),
  fromItem: (item) => readSettings(stripped(item)),
  follow: (settings) => ({
    put: [
      {
        ...keys.configVersion(VERSIONS, settings.id, settings.version),
        t: 'settingsVersion',
        v: 1,
        ...settings,
      },
    ],
    remove: [],
  }),
};

export const shopItem: ItemKind<'shop'> = {
  type: 'shop',
  schemaVersion: 1,
  key: ([id = '']) => keys.config('shop', id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (shop) => ({ ...shop }),
  fromItem: (item) => shopSchema.parse(stripped(item)),
};

/** How many copies of the epoch there are; a request reads any one of them. */
export const EPOCH_COPIES = 4;
const EPOCH_TYPE = 'epoch';

/** The number that moves with every change of configuration. The first copy is written on condition, the others follow in the same transaction. */
export const epochItem: ItemKind<'epoch'> = {
  type: EPOCH_TYPE,
  schemaVersion: 1,
  key: ([copy = '0']) => keys.epoch(Number(copy)),
  idOf: () => ['0'],
  versionOf: ({ number }) => number,
  toItem: ({ number }) => ({ number }),
  fromItem: (item) => z.object({ number: z.int().nonnegative() }).parse(stripped(item)),
  follow: ({ number }) => ({
    put: Array.from({ length: EPOCH_COPIES - 1 }, (_, n) => ({
      ...keys.epoch(n + 1),
      t: EPOCH_TYPE,
      v: 1,
      ver: number,
      number,
    })),
    remove: [],
  }),
};
