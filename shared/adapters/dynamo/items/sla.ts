import { calendarVersionSchema, policyVersionSchema } from '#shared/domain/sla/policy.ts';
import type { ItemKind } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** Versions of policies, immutable, all in one small partition. */
export const policyItem: ItemKind<'policy'> = {
  type: 'policy',
  schemaVersion: 1,
  key: ([id = '', version = '']) => keys.configVersion('policy', id, Number(version)),
  idOf: ({ policyId, version }) => [policyId, String(version)],
  versionOf: ({ version }) => version,
  toItem: (policy) => ({ ...policy }),
  fromItem: (item) => policyVersionSchema.parse(stripped(item)),
};

/** Versions of calendars, immutable: a clock measures with the one it was started with. */
export const calendarItem: ItemKind<'calendar'> = {
  type: 'calendar',
  schemaVersion: 1,
  key: ([id = '', version = '']) => keys.configVersion('calendar', id, Number(version)),
  idOf: ({ calendarId, version }) => [calendarId, String(version)],
  versionOf: ({ version }) => version,
  toItem: (calendar) => ({ ...calendar }),
  fromItem: (item) => calendarVersionSchema.parse(stripped(item)),
};
