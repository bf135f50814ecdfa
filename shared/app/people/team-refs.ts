import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { Context } from '../ports.ts';
import type { Write } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';

/** Refuses with `unknown_reference` the first of a person's teams that isn't there. */
export const checkTeams = (teamIds: readonly string[], { config }: Pick<Context, 'config'>): void => {
  const stray = teamIds.findIndex((teamId) => !config.teams.has(teamId));
  if (stray >= 0) throw refuseField(`teamIds[${stray}]`, 'there is no such team', 'unknown_reference');
};

/** Joining a team counts as a change of configuration, so that a team can't be taken away while somebody joins it. */
export const joinWrites = (
  joined: readonly string[],
  context: Pick<Context, 'config'>,
  ...writes: readonly Write[]
): readonly Write[] => (joined.length === 0 ? writes : configWrites(context, ...writes));
