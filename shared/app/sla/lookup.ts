import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { CalendarVersion, PolicyVersion } from '#shared/domain/sla/policy.ts';
import type { Config } from '../config.ts';
import type { Context } from '../ports.ts';

/** The policies in use, in the order in which they are asked. */
export const policiesInUse = ({ policies }: Config): readonly PolicyVersion[] =>
  policies.filter(({ archived }) => !archived);

/** The newest version of each calendar in use. */
export const calendarsInUse = ({ calendars }: Config): readonly CalendarVersion[] =>
  [...calendars.values()].flatMap((versions) => {
    const newest = versions.at(-1);
    return newest && !newest.archived ? [newest] : [];
  });

/** Refuses with `not_found`. */
export const policyOr404 = ({ config }: Context, id: string): PolicyVersion => {
  const policy = policiesInUse(config).find(({ policyId }) => policyId === id);
  if (!policy) throw new Refusal('not_found');
  return policy;
};

/** Refuses with `not_found`. */
export const calendarOr404 = ({ config }: Context, id: string): CalendarVersion => {
  const calendar = calendarsInUse(config).find(({ calendarId }) => calendarId === id);
  if (!calendar) throw new Refusal('not_found');
  return calendar;
};
