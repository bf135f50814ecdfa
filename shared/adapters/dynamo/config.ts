import type { Config } from '#shared/app/config.ts';
import type { Kind, Records } from '#shared/app/records.ts';
import { rolesByRef } from '#shared/domain/people/role.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { slaContextOf } from '#shared/domain/sla/sla.ts';
import { itemKindOf } from './items/index.ts';
import { keys } from './keys.ts';
import { queryAll } from './read.ts';
import type { Table } from './table.ts';

const partitionOf = (kind: string): string => keys.config(kind, '-').pk;

/** Every record of one kind of configuration: one small partition, one query. */
const recordsOf = async <K extends Kind>(table: Table, kind: K): Promise<Records[K][]> =>
  (await queryAll(table, partitionOf(kind))).map((item) => itemKindOf(kind).fromItem(item));

/** Newest version of each id. */
const newest = <T extends { version: number }>(
  all: readonly T[],
  idOf: (one: T) => string,
): Map<string, T> => {
  const found = new Map<string, T>();
  for (const one of all) if ((found.get(idOf(one))?.version ?? 0) < one.version) found.set(idOf(one), one);
  return found;
};

/** Reads all that an administrator has set, in one round trip of parallel queries. */
export const loadConfig = async (table: Table, epoch: number): Promise<Config> => {
  const [settings, roles, teams, shops, policies, calendars, templates, webhooks] = await Promise.all([
    recordsOf(table, 'settings'),
    recordsOf(table, 'role'),
    recordsOf(table, 'team'),
    recordsOf(table, 'shop'),
    recordsOf(table, 'policy'),
    recordsOf(table, 'calendar'),
    recordsOf(table, 'template'),
    recordsOf(table, 'webhook'),
  ]);
  const versions = Map.groupBy(calendars, (calendar) => calendar.calendarId);
  for (const all of versions.values()) all.sort((a, b) => a.version - b.version);
  const stored = settings.toSorted((a, b) => b.version - a.version)[0] ?? defaultSettings(0);
  return {
    epoch,
    settings: stored,
    roles: rolesByRef(roles),
    teams: newest(teams, (team) => team.id),
    shops: newest(shops, (shop) => shop.id),
    policies: [...newest(policies, (policy) => policy.policyId).values()].sort(
      (a, b) => a.position - b.position,
    ),
    calendars: versions,
    templates: [...newest(templates, (template) => template.id).values()].filter(
      (template) => !template.archived,
    ),
    sla: slaContextOf(versions, stored.sla),
    webhooks,
  };
};
