import type { Instant } from '#shared/domain/kernel/time.ts';
import { shippedTeams } from '#shared/domain/people/defaults.ts';
import { type InboundSettings, noInboundSecrets } from '#shared/domain/settings/inbound.ts';
import { defaultSettings, SETTINGS_ID, type Shop } from '#shared/domain/settings/settings.ts';
import { MAIN_SHOP } from '#shared/domain/settings/shop.ts';
import { defaultCalendars, defaultPolicies } from '#shared/domain/sla/defaults.ts';
import { LostRace, type Store } from '../ports.ts';
import { create, ref, update, type Write } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { putIfAbsent } from './put-if-absent.ts';

const EPOCH_TRIES = 10;

const mainShop = (at: Instant): Shop => ({
  id: MAIN_SHOP,
  version: 1,
  name: 'main',
  createdAt: at,
  updatedAt: at,
});

/** What a new organisation begins with: teams, settings, its shop, calendars and deadlines. Survey templates are part of the code. */
export const shippedDefaults = (
  at: Instant,
  inbound: InboundSettings = noInboundSecrets,
): readonly Write[] => [
  ...shippedTeams(at).map((team) => create('team', team)),
  create('settings', { ...defaultSettings(at), inbound }),
  create('shop', mainShop(at)),
  ...defaultCalendars.map((calendar) => create('calendar', calendar)),
  ...defaultPolicies.map((policy) => create('policy', policy)),
];

/** Makes every environment read the configuration again. */
const moveEpoch = async (store: Pick<Store, 'open' | 'commit'>): Promise<void> => {
  for (let tries = 1; ; tries++) {
    const { config } = await store.open({ refs: [] });
    try {
      return await store.commit(configWrites({ config }));
    } catch (error) {
      if (!(error instanceof LostRace) || tries >= EPOCH_TRIES) throw error;
    }
  }
};

/** Settings from before there were inbound feeds get their secrets; an administrator who writes meanwhile comes first. */
const addMissingSecrets = async (
  store: Pick<Store, 'open' | 'commit'>,
  now: Instant,
  secretsFor: (known: InboundSettings) => InboundSettings,
): Promise<boolean> => {
  for (let tries = 1; ; tries++) {
    const wanted = ref('settings', SETTINGS_ID);
    const before = (await store.open({ refs: [wanted] })).found.one(wanted);
    const inbound = before && secretsFor(before.inbound);
    if (before === undefined || inbound === before.inbound || inbound === undefined) return false;
    const after = {
      ...before,
      inbound,
      version: before.version + 1,
      updatedAt: Math.max(now, before.updatedAt),
    };
    try {
      await store.commit([update('settings', before, after)]);
      return true;
    } catch (error) {
      if (!(error instanceof LostRace) || tries >= EPOCH_TRIES) throw error;
    }
  }
};

/**
 * Writes whatever of the shipped defaults is not there yet; what an administrator has changed since stays. A deployment that was cut off
 * is completed by the next. `secretsFor` adds a secret to every inbound feed that never had one. Answers how many records were written.
 */
export const writeDefaults = async (
  store: Pick<Store, 'open' | 'commit'>,
  now: Instant,
  secretsFor: (known: InboundSettings) => InboundSettings = (known) => known,
): Promise<number> => {
  let written = 0;
  for (const write of shippedDefaults(now, secretsFor(noInboundSecrets)))
    if (await putIfAbsent([write], store)) written++;
  if (await addMissingSecrets(store, now, secretsFor)) written++;
  const { config } = await store.open({ refs: [] });
  if (written > 0 || config.epoch === 0) await moveEpoch(store);
  return written;
};
