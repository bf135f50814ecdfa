import type { TicketCard, TicketQuery } from '#shared/domain/tickets/list.ts';

/** Whether a ticket belongs to a list: every part of the query, whatever the index has answered already. */
export const matches = (card: TicketCard, query: TicketQuery): boolean =>
  (query.status === undefined || query.status.includes(card.status)) &&
  (query.teamId === undefined || card.teamId === query.teamId) &&
  (query.assigneeId === undefined ||
    (query.assigneeId === 'none' ? card.assigneeId === undefined : card.assigneeId === query.assigneeId)) &&
  (query.customerId === undefined ||
    card.customerId === query.customerId ||
    query.formerIds?.includes(card.customerId) === true) &&
  (query.number === undefined || card.number === query.number) &&
  (query.kind === undefined || card.kind === query.kind) &&
  (query.severity === undefined || card.severity === query.severity) &&
  (query.tag === undefined || card.tags.includes(query.tag)) &&
  (query.escalationLevel === undefined || card.escalationLevel === query.escalationLevel) &&
  (query.shopId === undefined || card.shopId === query.shopId) &&
  (query.dueBefore === undefined || (card.due !== undefined && card.due.dueAt < query.dueBefore)) &&
  (query.createdAfter === undefined || card.createdAt > query.createdAfter) &&
  (query.createdBefore === undefined || card.createdAt < query.createdBefore) &&
  (query.sort !== 'dueAt' || card.due !== undefined) &&
  (query.visibleTeams === undefined || card.teamIds.some((team) => query.visibleTeams?.includes(team)));
