import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { kindOfCategory } from '#shared/domain/settings/categories.ts';
import { isFallback, type PolicyVersion } from '#shared/domain/sla/policy.ts';
import type { Config } from '../config.ts';
import { calendarsInUse, policiesInUse } from './lookup.ts';

type Written = Pick<PolicyVersion, 'position' | 'conditions' | 'calendarId'> & { readonly policyId?: string };

const refuseUnknown = (config: Config, { conditions, calendarId }: Written): void => {
  const unknown = (path: string, what: string) =>
    refuseField(path, `there is no such ${what}`, 'unknown_reference');
  if (!calendarsInUse(config).some((calendar) => calendar.calendarId === calendarId)) {
    throw unknown('calendarId', 'calendar');
  }
  for (const [n, id] of (conditions.teamId ?? []).entries()) {
    if (!config.teams.has(id)) throw unknown(`conditions.teamId[${n}]`, 'team');
  }
  for (const [n, id] of (conditions.shopId ?? []).entries()) {
    if (!config.shops.has(id)) throw unknown(`conditions.shopId[${n}]`, 'shop');
  }
  for (const [n, category] of (conditions.category ?? []).entries()) {
    if (kindOfCategory(category, config.settings.categories) === undefined) {
      throw unknown(`conditions.category[${n}]`, 'category');
    }
  }
};

/**
 * What a policy must be to stand beside the others: alone at its position (`position_taken`), and pointing only at what
 * there is (`unknown_reference`).
 */
export const checkPolicy = (config: Config, policy: Written): void => {
  refuseUnknown(config, policy);
  const taken = policiesInUse(config).some(
    ({ policyId, position }) => policyId !== policy.policyId && position === policy.position,
  );
  if (taken) throw new Refusal('position_taken', { position: policy.position });
};

/** Refuses (`in_use`) to be left without a policy that takes every ticket the others don't. */
export const checkFallbackStays = (config: Config, before: PolicyVersion, after?: PolicyVersion): void => {
  const others = policiesInUse(config).filter(({ policyId }) => policyId !== before.policyId);
  const stays = others.some(isFallback) || (after !== undefined && isFallback(after));
  if (isFallback(before) && !stays) throw new Refusal('in_use');
};
