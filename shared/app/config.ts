import type { Role } from '#shared/domain/people/role.ts';
import type { Team } from '#shared/domain/people/team.ts';
import type { Settings, Shop } from '#shared/domain/settings/settings.ts';
import type { CalendarVersion, PolicyVersion } from '#shared/domain/sla/policy.ts';
import type { SlaContext } from '#shared/domain/sla/sla.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { Webhook } from '#shared/domain/webhooks/webhook.ts';

/**
 * What an administrator sets, as it stands at this request (P1). Kept in memory by each execution environment and read again
 * when the epoch number, which every request reads, has moved.
 */
export type Config = {
  readonly epoch: number;
  readonly settings: Settings;
  /** Shipped roles by their word, the organisation's own by their id: as people's records name them. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly shops: ReadonlyMap<string, Shop>;
  /** The newest version of each policy in use, by position, lowest first. */
  readonly policies: readonly PolicyVersion[];
  /** Every version of every calendar, newest last. */
  readonly calendars: ReadonlyMap<string, readonly CalendarVersion[]>;
  /** The newest version of each survey template in use. */
  readonly templates: readonly SurveyTemplateVersion[];
  readonly sla: SlaContext;
  /** Where other systems have themselves told of facts. */
  readonly webhooks: readonly Webhook[];
};
