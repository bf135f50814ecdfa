import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { TicketQuery } from '#shared/domain/tickets/list.ts';
import { isActive, ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import { everyShard, type IndexName, indexes, keys, leftTeam, leftTeamDue, type Shards } from '../../keys.ts';

/** At most so many parallel queries for one page; more is `filter_too_broad` (table-design, Bounds of one request). */
const maxQueries = 80;

/** One partition of an index; without an index, of the table itself. */
export type Source = { readonly index?: IndexName; readonly partition: string };

/** Which partitions hold a list in the wanted order. */
export type Plan = {
  readonly sources: readonly Source[];
  readonly ascending: boolean;
  /** Keys between these, both included. */
  readonly from: string;
  readonly to: string;
};

/** The first line that fits decides, as in table-design, "Tickets: which query serves what". What the key doesn't hold is filtered after reading. */
export const planOf = (query: TicketQuery, shards: Shards): Plan => {
  const plan =
    byDue(query, shards) ?? byPerson(query, shards) ?? byFacet(query, shards) ?? byTeamOrAll(query, shards);
  if (plan.sources.length > maxQueries) throw new Refusal('filter_too_broad');
  return plan;
};

const byDue = (query: TicketQuery, shards: Shards): Plan | undefined => {
  if (query.sort !== 'dueAt') return undefined;
  const range = {
    ascending: true,
    from: '0',
    to: query.dueBefore === undefined ? '~' : iso(query.dueBefore),
  };
  const teams = teamsOf(query);
  if (!teams) return { sources: within('gsi7', everyShard(shards.all).map(indexes.due)), ...range };
  const partitions = teams.flatMap((team) =>
    everyShard(shards.team).map((shard) => indexes.dueInTeam(team, shard)),
  );
  return {
    sources: [...within('gsi6', partitions), ...facets(teamsLeft(query).map(leftTeamDue), '0')],
    ...range,
  };
};

const byPerson = (query: TicketQuery, shards: Shards): Plan | undefined => {
  const { assigneeId } = query;
  if (assigneeId === undefined) return undefined;
  if (assigneeId !== 'none') {
    const statuses = query.status ?? ticketStatusSchema.options;
    const activities = [
      ...(statuses.some(isActive) ? (['active'] as const) : []),
      ...(statuses.every(isActive) ? [] : (['done'] as const)),
    ];
    const partitions = activities.map((activity) => indexes.ticketsOfAssignee(assigneeId, activity));
    return { sources: within('gsi3', partitions), ...byCreation(query) };
  }
  const teams = teamsOf(query);
  if (!teams || query.status?.some((status) => !isActive(status))) return undefined;
  const partitions = teams.flatMap((team) =>
    everyShard(shards.team).map((shard) => indexes.unassignedOfTeam(team, shard)),
  );
  return { sources: [...within('gsi3', partitions), ...inTeamsLeft(query)], ...byCreation(query) };
};

const byFacet = (query: TicketQuery, shards: Shards): Plan | undefined => {
  const facet =
    query.tag !== undefined
      ? `tag=${query.tag}`
      : query.severity !== undefined && query.severity !== 'ordinary'
        ? `severity=${query.severity}`
        : query.escalationLevel !== undefined && query.escalationLevel !== 0
          ? `level=${query.escalationLevel}`
          : undefined;
  if (facet === undefined) return undefined;
  return { sources: everyShard(shards.all).flatMap((shard) => facets([facet], shard)), ...byCreation(query) };
};

const byTeamOrAll = (query: TicketQuery, shards: Shards): Plan => {
  const asked = query.status ?? ticketStatusSchema.options;
  // Only active tickets have a deadline that comes.
  const statuses = query.dueBefore === undefined ? asked : asked.filter(isActive);
  const teams = teamsOf(query);
  if (!teams) {
    const partitions = statuses.flatMap((status) =>
      everyShard(shards.all).map((shard) => indexes.tickets(status, shard)),
    );
    return { sources: within('gsi2', partitions), ...byCreation(query) };
  }
  const partitions = teams.flatMap((team) =>
    statuses.flatMap((status) =>
      everyShard(shards.team).map((shard) => indexes.ticketsOfTeam(team, status, shard)),
    ),
  );
  return { sources: [...within('gsi1', partitions), ...inTeamsLeft(query)], ...byCreation(query) };
};

const within = (index: IndexName, partitions: readonly string[]): Source[] =>
  partitions.map((partition) => ({ index, partition }));
const facets = (names: readonly string[], shard: string): Source[] =>
  names.map((facet) => ({ partition: keys.facet(facet, shard, '-', '-').pk }));

/** The teams whose queues hold the list; `undefined` for all. */
const teamsOf = ({ teamId, visibleTeams }: TicketQuery): readonly string[] | undefined => {
  if (teamId === undefined) return visibleTeams;
  return visibleTeams === undefined || visibleTeams.includes(teamId) ? [teamId] : [];
};

/** The caller's teams whose former tickets may belong to the list: such a ticket stays readable where it has been (`api.md`, Teams). */
const teamsLeft = ({ teamId, visibleTeams = [] }: TicketQuery): readonly string[] =>
  teamId !== undefined && visibleTeams.includes(teamId) ? [] : visibleTeams;

const inTeamsLeft = (query: TicketQuery): Source[] => facets(teamsLeft(query).map(leftTeam), '0');

/** The order of lists by creation. `createdAfter` and `createdBefore` leave out their own instant. */
export const byCreation = (query: TicketQuery): Pick<Plan, 'ascending' | 'from' | 'to'> => ({
  ascending: query.sort === 'createdAt',
  from: query.createdAfter === undefined ? '0' : `${iso(query.createdAfter)}#~`,
  to: query.createdBefore === undefined ? '~' : iso(query.createdBefore),
});
