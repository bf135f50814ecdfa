import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import type { Context, Operation } from '../ports.ts';

const statuses = ticketStatusSchema.options;

/** For so many people an answer has figures; more are to be asked for team by team, in the list. */
const maxPeople = 200;

const ofTeam = (teamId: string): string => `team=${teamId}`;
const ofPerson = (userId: string): string => `assignee=${userId}`;

/** How many tickets stand where: counters kept by the table's stream, so counting costs the same at any volume (T12). */
export const countTickets: Operation<(typeof ticketRoutes)['tickets/counts']> = {
  run: async (_, context) => {
    const { lists, caller, config } = context;
    const teamIds = caller.scope === 'all' ? [...config.teams.keys()] : caller.teamIds;
    const people = await peopleOf(teamIds, context);
    const scopes = [...teamIds.map(ofTeam), ...people.map(ofPerson)];
    const counts = await lists.ticketCounts(
      scopes.flatMap((scope) => statuses.map((status) => `${scope}|status=${status}`)),
    );
    const of = (scope: string) =>
      Object.fromEntries(statuses.map((status) => [status, counts.get(`${scope}|status=${status}`) ?? 0]));
    const teams = teamIds.map((teamId) => ({ teamId, statuses: of(ofTeam(teamId)) }));
    return {
      body: {
        statuses: Object.fromEntries(
          statuses.map((status) => [
            status,
            teams.reduce((sum, team) => sum + (team.statuses[status] ?? 0), 0),
          ]),
        ),
        teams,
        assignees: people.map((assigneeId) => ({ assigneeId, statuses: of(ofPerson(assigneeId)) })),
        mine: of(ofPerson(caller.id)),
      },
    };
  },
};

/** The caller and everybody in these teams. */
const peopleOf = async (
  teamIds: readonly string[],
  { lists, caller }: Context,
): Promise<readonly string[]> => {
  const members = await Promise.all(teamIds.map((teamId) => lists.members(teamId)));
  const others = members.flat().map(({ userId }) => userId);
  return [...new Set([caller.id, ...others.toSorted()])].slice(0, maxPeople);
};
