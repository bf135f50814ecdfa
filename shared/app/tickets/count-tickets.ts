import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import type { Operation } from '../ports.ts';

const statuses = ticketStatusSchema.options;

/** How many tickets stand where: counters kept by the table's stream, so counting costs the same at any volume (T12). */
export const countTickets: Operation<(typeof ticketRoutes)['tickets/counts']> = {
  run: async (_, { lists, caller, config }) => {
    const teamIds = caller.scope === 'all' ? [...config.teams.keys()] : caller.teamIds;
    const scopes = [
      ...teamIds.flatMap((teamId) => statuses.map((status) => `team=${teamId}|status=${status}`)),
      ...statuses.map((status) => `assignee=${caller.id}|status=${status}`),
    ];
    const counts = await lists.ticketCounts(scopes);
    const of = (scope: string) =>
      Object.fromEntries(statuses.map((status) => [status, counts.get(`${scope}|status=${status}`) ?? 0]));
    const teams = teamIds.map((teamId) => ({ teamId, statuses: of(`team=${teamId}`) }));
    return {
      body: {
        statuses: Object.fromEntries(
          statuses.map((status) => [
            status,
            teams.reduce((sum, team) => sum + (team.statuses[status] ?? 0), 0),
          ]),
        ),
        teams,
        mine: of(`assignee=${caller.id}`),
      },
    };
  },
};
