import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { User } from '#shared/domain/people/user.ts';
import type { Context } from '../ports.ts';
import type { Write } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';

/** Refuses with `unknown_reference` the first of a person's teams that isn't there. */
export const checkTeams = (teamIds: readonly string[], { config }: Pick<Context, 'config'>): void => {
  const stray = teamIds.findIndex((teamId) => !config.teams.has(teamId));
  if (stray >= 0) throw refuseField(`teamIds[${stray}]`, 'there is no such team', 'unknown_reference');
};

type Belongs = Pick<User, 'teamIds' | 'roleId'>;

/**
 * The writes of a person's record. Joining a team or getting one of the organisation's own roles counts as a change of configuration,
 * so that neither can be taken away at that moment.
 */
export const staffWrites = (
  before: Belongs | undefined,
  after: Belongs,
  context: Pick<Context, 'config'>,
  ...writes: readonly Write[]
): readonly Write[] => {
  const joins = after.teamIds.some((teamId) => !before?.teamIds.includes(teamId));
  const role = context.config.roles.get(after.roleId);
  const getsOwnRole = after.roleId !== before?.roleId && role !== undefined && !('key' in role);
  return joins || getsOwnRole ? configWrites(context, ...writes) : writes;
};
