import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { Context } from '../ports.ts';
import { ref, type Write } from '../records.ts';

/**
 * The teams of a person, which must be there, and stay there until the person's record is written. Refuses with `unknown_reference`
 * naming the first one that isn't.
 */
export const expectTeams = (
  teamIds: readonly string[],
  { config }: Pick<Context, 'config'>,
): readonly Write[] =>
  [...new Set(teamIds)].map((teamId, n) => {
    const team = config.teams.get(teamId);
    if (!team) throw refuseField(`teamIds[${n}]`, 'there is no such team', 'unknown_reference');
    return { op: 'expect', ref: ref('team', teamId), version: team.version };
  });
