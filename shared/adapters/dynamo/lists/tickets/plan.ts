import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { TicketQuery } from '#shared/domain/tickets/list.ts';
import { isActive, ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import { everyShard, type IndexName, indexes, keys, type Shards } from '../../keys.ts';

/** At most so many parallel queries for one page; more is `filter_too_broad` (table-design, Bounds of one request). */
const maxQueries = 64;

/** Which partitions of which index hold a list in the wanted order. */
export type Plan = {
  /** `undefined`: the table itself. */
  readonly index: IndexName | undefined;
  readonly partitions: readonly string[];
  readonly ascending: boolean;
  /** Entries hold the list view; otherwise it is read from the heads. */
  readonly hasCard: boolean;
  /** Keys between these, both included. */
  readonly from: string;
  readonly to: string;
};

/** The first line that fits decides, as in table-design, "Tickets: which query serves what". What the key doesn't hold is filtered after reading. */
export const planOf = (query: TicketQuery, shards: Shards): Plan => {
  const plan = byDue(query, shards) ?? byPerson(query, shards) ?? byFacet(query, shards) ?? byTeamOrAll(query, shards);
  if (plan.partitions.length > maxQueries) throw new Refusal('filter_too_broad');
  return plan;
};

const byDue = (query: TicketQuery, shards: Shards): Plan | undefined => {
  if (query.dueBefore === undefined && query.sort !== 'dueAt') return undefined;
  const range = { ascending: true, from: '0', to: query.dueBefore === undefined ? '~' : iso(query.dueBefore) };
  const teams = query.teamId === undefined ? query.visibleTeams : [query.teamId];
  if (!teams) return { index: 'gsi7', hasCard: false, partitions: everyShard(shards.all).map(indexes.due), ...range };
  const partitions = teams.flatMap((team) => everyShard(shards.team).map((shard) => indexes.dueInTeam(team, shard)));
  return { index: 'gsi6', hasCard: true, partitions, ...range };
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
    return { index: 'gsi3', hasCard: true, partitions: activities.map((activity) => indexes.ticketsOfAssignee(assigneeId, activity)), ...byCreation(query) };
  }
  const teams = query.teamId === undefined ? query.visibleTeams : [query.teamId];
  if (!teams || query.status?.some((status) => !isActive(status))) return undefined;
  const partitions = teams.flatMap((team) => everyShard(shards.team).map((shard) => indexes.unassignedOfTeam(team, shard)));
  return { index: 'gsi3', hasCard: true, partitions, ...byCreation(query) };
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
  const partitions = everyShard(shards.all).map((shard) => keys.facet(facet, shard, '-', '-').pk);
  return { index: undefined, hasCard: false, partitions, ...byCreation(query) };
};

const byTeamOrAll = (query: TicketQuery, shards: Shards): Plan => {
  const statuses = query.status ?? ticketStatusSchema.options;
  const teams = query.teamId === undefined ? query.visibleTeams : [query.teamId];
  if (!teams) {
    const partitions = statuses.flatMap((status) => everyShard(shards.all).map((shard) => indexes.tickets(status, shard)));
    return { index: 'gsi2', hasCard: true, partitions, ...byCreation(query) };
  }
  const partitions = teams.flatMap((team) =>
    statuses.flatMap((status) => everyShard(shards.team).map((shard) => indexes.ticketsOfTeam(team, status, shard))),
  );
  return { index: 'gsi1', hasCard: true, partitions, ...byCreation(query) };
};

/** The order of lists by creation. `createdAfter` and `createdBefore` leave out their own instant. */
export const byCreation = (query: TicketQuery): Pick<Plan, 'ascending' | 'from' | 'to'> => ({
  ascending: query.sort === 'createdAt',
  from: query.createdAfter === undefined ? '0' : `${iso(query.createdAfter)}#~`,
  to: query.createdBefore === undefined ? '~' : iso(query.createdBefore),
});
