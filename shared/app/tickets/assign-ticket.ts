import type { RequestOf } from '#shared/contracts/route.ts';
import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { assign } from '#shared/domain/tickets/assign.ts';
import { leastBusy, type Routing } from '#shared/domain/tickets/routing.ts';
import { teamOfAssignee } from '#shared/domain/tickets/teams.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { checkVersion } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { ref, type Write } from '../records.ts';
import { circumstances, ticketOr404 } from './access.ts';
import { ticketWrites } from './ticket-writes.ts';
import { ticketView } from './view.ts';

type Route = (typeof ticketRoutes)['tickets/assign'];
type Choice = { assigneeId: string | null; teamId: string; routing?: Routing; capacity?: number };

/** By hand to a person or a team, or `auto`: the least busy of the team who is online and has capacity (T6). */
export const assignTicket: Operation<Route> = {
  wants: ({ params, body }) => [
    ref('ticket', params.id),
    ...(typeof body.assigneeId === 'string' ? [ref('user', body.assigneeId)] : []),
  ],
  run: async (request, context) => {
    const ticket = ticketOr404(context, request.params.id);
    checkVersion(ticket, request.ifMatch);
    const choice = request.body.auto
      ? await automatic(ticket, request, context)
      : byHand(ticket, request, context);
    const change = assign(ticket, choice, circumstances(context));
    return {
      body: { ...ticketView(change.ticket, context), ...(choice.routing ? { routing: choice.routing } : {}) },
      version: change.ticket.version,
      writes: withCapacity(await ticketWrites(change, context), choice),
    };
  },
};

const byHand = (ticket: Ticket, { body }: RequestOf<Route>, context: Context): Choice => {
  if (body.assigneeId === undefined && body.teamId === undefined)
    throw refuseField('assigneeId', 'is required', 'invalid_request', 'required');
  if (typeof body.assigneeId !== 'string') {
    const teamId = body.teamId ?? ticket.teamId;
    // Another team begins without a person; the same team keeps the one it has unless told otherwise.
    const keeps = body.assigneeId === undefined && teamId === ticket.teamId;
    return { assigneeId: keeps ? (ticket.assigneeId ?? null) : null, teamId };
  }
  const user = context.found.one(ref('user', body.assigneeId));
  if (user?.status !== 'active')
    throw refuseField('assigneeId', 'there is no such active member of staff', 'unknown_reference');
  const worksIn = limitOf(user.roleId, context);
  if (!worksIn) throw refuseField('assigneeId', 'may not work on tickets');
  const teamId = body.teamId ?? teamOfAssignee(ticket, user.teamIds.filter(worksIn));
  if (![teamId, ...ticket.teamIds].some(worksIn)) throw refuseField('assigneeId', 'may not work on tickets');
  return { assigneeId: user.id, teamId };
};

/** In which teams somebody with this role may work on tickets; `undefined`: in none. */
const limitOf = (roleId: string, { config }: Context): ((teamId: string) => boolean) | undefined => {
  const role = config.roles.get(roleId);
  if (!role?.permissions.includes('tickets.write')) return undefined;
  const limit = 'teamIds' in role ? role.teamIds : undefined;
  return (teamId) => limit?.includes(teamId) ?? true;
};

const automatic = async (ticket: Ticket, { body }: RequestOf<Route>, context: Context): Promise<Choice> => {
  if (body.assigneeId !== undefined) throw refuseField('assigneeId', 'cannot be given together with auto');
  const teamId = body.teamId ?? ticket.teamId;
  if (!context.config.teams.has(teamId))
    throw refuseField('teamId', 'there is no such team', 'unknown_reference');
  const routing = leastBusy(await context.lists.members(teamId), {
    ticket,
    mayWork: (roleId) => limitOf(roleId, context)?.(teamId) ?? false,
  });
  if (routing.chosen === null) throw new Refusal('no_agent_available');
  const capacity = routing.candidates.find((candidate) => candidate.userId === routing.chosen)?.capacity ?? 0;
  return { assigneeId: routing.chosen, teamId, routing, capacity };
};

/** An automatic assignment may never exceed the capacity, whoever else assigns at this moment; by hand one may. */
const withCapacity = (writes: readonly Write[], { capacity }: Choice): readonly Write[] =>
  capacity === undefined
    ? writes
    : writes.map((write) =>
        write.op === 'shift' && write.by === 1 ? { ...write, atMost: capacity } : write,
      );
