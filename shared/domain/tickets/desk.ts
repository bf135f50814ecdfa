import type { Team } from '../people/team.ts';
import type { Settings } from '../settings/settings.ts';
import type { PolicyVersion } from '../sla/policy.ts';
import type { SlaContext } from '../sla/sla.ts';

/** The rules of the house that a ticket's transitions need: settings, teams, deadlines. */
export type Desk = {
  readonly settings: Settings;
  readonly teams: ReadonlyMap<string, Team>;
  readonly policies: readonly PolicyVersion[];
  readonly sla: SlaContext;
};
