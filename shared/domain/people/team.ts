import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { Refusal, refuseField } from '../kernel/refusal.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';

/** A team is also a queue. Level 1 of the ladder moves its tickets to `escalatesTo` (`api.md`, Teams). */
export const teamSchema = z.object({
  id: idSchema('team'),
  version: z.int().positive(),
  /** Unique among the teams, whatever its case and width. */
  name: z.string().min(1),
  department: z.string().optional(),
  escalatesTo: idSchema('team').optional(),
  leadIds: z.array(idSchema('usr')).optional(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Team = Readonly<z.infer<typeof teamSchema>>;

/** Two names are the same whatever their case and width. */
const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase();

type Teams = ReadonlyMap<string, Team>;

/** Whether a ticket that climbs from this team would come back to it. */
const climbsInCircles = (team: Team, teams: Teams): boolean => {
  const seen = new Set([team.id]);
  for (let next = team.escalatesTo; next !== undefined; next = teams.get(next)?.escalatesTo) {
    if (seen.has(next)) return true;
    seen.add(next);
  }
  return false;
};

/**
 * Checks a new or changed team against the others. Refuses with `name_taken`, with `unknown_reference` for a team to escalate to that
 * isn't there, and with `invalid_request` where escalation would go in circles.
 */
export const checkTeam = (team: Team, teams: Teams): void => {
  const others = [...teams.values()].filter(({ id }) => id !== team.id);
  if (others.some(({ name }) => nameKey(name) === nameKey(team.name))) throw new Refusal('name_taken');
  if (team.escalatesTo === undefined) return;
  if (team.escalatesTo !== team.id && !teams.has(team.escalatesTo)) {
    throw refuseField('escalatesTo', 'there is no such team', 'unknown_reference');
  }
  if (climbsInCircles(team, teams)) throw refuseField('escalatesTo', 'must not lead back to this team');
};

export type TeamPatch = {
  readonly name?: string | undefined;
  readonly department?: string | null | undefined;
  readonly escalatesTo?: string | null | undefined;
  readonly leadIds?: readonly string[] | null | undefined;
};

/** The next version of a team after a merge patch; `null` takes a field away. */
export const patchTeam = (before: Team, patch: TeamPatch, now: Instant): Team => {
  const { department, escalatesTo, leadIds, ...identity } = before;
  const after = <T>(was: T | undefined, said: T | null | undefined): T | undefined =>
    said === undefined ? was : (said ?? undefined);
  const optional = {
    department: after(department, patch.department),
    escalatesTo: after(escalatesTo, patch.escalatesTo),
    leadIds: after<readonly string[]>(leadIds, patch.leadIds),
  };
  return {
    ...identity,
    name: patch.name ?? before.name,
    version: before.version + 1,
    updatedAt: Math.max(now, before.updatedAt),
    ...(optional.department === undefined ? {} : { department: optional.department }),
    ...(optional.escalatesTo === undefined ? {} : { escalatesTo: optional.escalatesTo }),
    ...(optional.leadIds === undefined ? {} : { leadIds: [...new Set(optional.leadIds)] }),
  };
};
