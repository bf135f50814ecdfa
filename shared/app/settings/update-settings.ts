import type { settingsRoutes } from '#shared/contracts/settings.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { kindOfCategory } from '#shared/domain/settings/categories.ts';
import { SETTINGS_ID, type Settings, settingsAfter } from '#shared/domain/settings/settings.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref, update } from '../records.ts';
import { configWrites } from './config-writes.ts';
import { type InboundPatch, inboundPatch } from './inbound.ts';
import { settingsView } from './views.ts';

const textOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : [text, String(step)].filter(Boolean).join('.'),
    '',
  );

const patched = (before: Settings, patch: unknown, now: number): Settings => {
  const after = settingsAfter(before, patch, now);
  if (after.success) return after.data;
  const errors = after.error.issues.map(({ path, message }) => ({
    path: textOf(path),
    code: 'invalid',
    message,
  }));
  throw new Refusal('invalid_request', {}, errors);
};

/** All settings are one item of the table, which holds 400 KB; what many rules and long texts come to is told before it is refused there. */
const MAX_SETTINGS_BYTES = 300 * 1024;
const checkSize = (settings: Settings): void => {
  if (new TextEncoder().encode(JSON.stringify(settings)).length > MAX_SETTINGS_BYTES)
    throw refuseField('', 'the settings must be at most 300 KiB', 'invalid_request', 'too_large');
};

/** What the settings point to must be there. */
const checkReferences = (
  { routing, categories, defaultShop }: Settings,
  { teams, shops }: Context['config'],
): void => {
  if (!shops.has(defaultShop)) throw refuseField('defaultShop', 'there is no such shop', 'unknown_reference');
  for (const [n, { teamId, conditions }] of routing.entries()) {
    if (!teams.has(teamId))
      throw refuseField(`routing[${n}].teamId`, 'there is no such team', 'unknown_reference');
    const stray = (conditions.category ?? []).findIndex(
      (category) => kindOfCategory(category, categories) === undefined,
    );
    if (stray < 0) continue;
    throw refuseField(
      `routing[${n}].conditions.category[${stray}]`,
      'there is no such category',
      'unknown_reference',
    );
  }
};

/** `PATCH /v1/settings`: a new version, effective at the next request (P1). */
export const updateSettings: Operation<(typeof settingsRoutes)['settings/update-settings']> = {
  wants: () => [ref('settings', SETTINGS_ID)],
  run({ body, ifMatch }, context) {
    const before = context.config.settings;
    checkVersion(before, ifMatch);
    const told = body as Readonly<Record<string, unknown>> & { readonly inbound?: InboundPatch | null };
    const inbound = inboundPatch(told.inbound, before.inbound, context);
    const settings = patched(before, { ...told, inbound }, context.now);
    checkReferences(settings, context.config);
    checkSize(settings);
    // Nothing is stored until the shipped defaults are written or somebody sets something for the first time.
    const stored = context.found.one(ref('settings', SETTINGS_ID));
    return {
      body: settingsView(settings),
      version: settings.version,
      writes: configWrites(
        context,
        stored ? update('settings', stored, settings) : create('settings', settings),
      ),
    };
  },
};
