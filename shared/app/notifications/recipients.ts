import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';

export type Recipient = { readonly userId: string; readonly email: string };

/** A step up concerns few people; a team larger than this has leads. */
const most = 20;

/** Who is told of a fact: the person it concerns, or those who answer for the team it has come to (D6). */
export const recipientsOf = async (
  event: TicketEvent,
  ticket: Ticket,
  context: Context,
): Promise<readonly Recipient[]> => {
  const { type, data } = event;
  if (type === 'slaWarning' || type === 'slaBreached')
    return person(typeof data['assigneeId'] === 'string' ? data['assigneeId'] : undefined, context);
  if (type === 'taskAdded') {
    const task = (await context.reader.get([ref('task', ticket.id, String(data['taskId']))])).one(
      ref('task', ticket.id, String(data['taskId'])),
    );
    return task?.assigneeId === undefined
      ? leads(task?.teamId ?? ticket.teamId, context)
      : person(task.assigneeId, context);
  }
  return leads(String(data['toTeamId'] ?? data['teamId'] ?? ticket.teamId), context);
};

const person = async (userId: string | undefined, { reader }: Context): Promise<readonly Recipient[]> => {
  if (userId === undefined) return [];
  const user = (await reader.get([ref('user', userId)])).one(ref('user', userId));
  return user?.status === 'active' ? [{ userId: user.id, email: user.email }] : [];
};

/** Those of a team who manage its tickets, supervisors and administrators among them; where it has none, its members. */
export const leads = async (teamId: string, { lists, config }: Context): Promise<readonly Recipient[]> => {
  const active = (await lists.team(teamId)).filter(({ status }) => status === 'active');
  const leading = active.filter(({ roleId }) =>
    config.roles.get(roleId)?.permissions.includes('tickets.manage'),
  );
  return (leading.length > 0 ? leading : active)
    .slice(0, most)
    .map(({ userId, email }) => ({ userId, email }));
};
