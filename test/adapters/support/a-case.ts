import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { create, type Write } from '#shared/app/records.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Escalation } from '#shared/domain/tickets/escalation.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { Message, MessageEdit } from '#shared/domain/tickets/message.ts';
import type { Task } from '#shared/domain/tickets/task.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { agent, aMessage, NINE, opened } from '#test/domain/tickets/support.ts';

/** What nobody may find in a table: one value of each kind of personal field. */
export const planted = {
  phone: '+8613912345678',
  typed: '13912345678',
  email: 'planted@example.com',
  line: '淘宝城 911 号',
  birthday: '1988-07-13',
  message: '我的包裹没有到，请尽快处理',
  edited: '请打我电话',
  comment: '客服态度很好，谢谢小王',
  reason: '他说他住在湖边的红房子里',
  title: '替她母亲去取包裹',
} as const;

export const idOf = (prefix: string, n: number): string =>
  `${prefix}_01K000000000000000000${String(n).padStart(5, '0')}`;

export const aCustomer = (n: number, phone: string = planted.phone): Customer =>
  newCustomer(
    {
      name: '李雷',
      phones: [phone],
      emails: [planted.email],
      addresses: [
        { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区', line: planted.line },
      ],
      birthday: planted.birthday,
    },
    { id: idOf('cus', n), now: NINE },
  );

/** Everything that a case of this customer leaves in the table, with a phone wherever somebody may have typed one. */
export const aCase = (n: number, customerId: string) => {
  const ticketId = idOf('tkt', n);
  const { change, message } = opened({
    id: ticketId,
    number: `K7-${String(n).padStart(5, '0')}`,
    messageId: idOf('msg', 90_000 + n),
    customerId,
    subject: `请回电 ${planted.typed}`,
    body: planted.message,
  });
  const { ticket } = change;
  const edit: MessageEdit = {
    ticketId,
    messageId: message.id,
    n: 1,
    body: planted.edited,
    replacedAt: NINE,
    replacedBy: agent,
  };
  const event: TicketEvent = {
    id: idOf('evt', n),
    ticketId,
    seq: 99,
    type: 'statusChanged',
    at: NINE,
    actor: agent,
    data: { from: 'open', to: 'pending', reason: planted.reason },
  };
  const escalation: Escalation = {
    ticketId,
    n: 9,
    level: 1,
    from: 0,
    cause: 'manual',
    reason: `客户要求回电 ${planted.typed}`,
    dueAt: NINE,
    at: NINE,
    actor: agent,
    fromTeamId: ticket.teamId,
    toTeamId: ticket.teamId,
    version: 1,
  };
  const task: Task = {
    id: idOf('tsk', n),
    ticketId,
    type: 'callBack',
    title: planted.title,
    status: 'open',
    teamId: ticket.teamId,
    dueAt: NINE,
    createdAt: NINE,
    createdBy: agent,
    version: 1,
  };
  return { ticket, message, edit, event, escalation, task };
};
export type Case = ReturnType<typeof aCase>;

export const caseWrites = ({ ticket, message, edit, event, escalation, task }: Case): Write[] => [
  create('ticket', ticket),
  create('message', message),
  create('messageEdit', edit),
  create('event', event),
  create('escalation', escalation),
  create('task', task),
];

/** One more message of the customer, with the head that tells of it. */
export const aReply = (ticket: Ticket, body: string): { message: Message; after: Ticket } => ({
  message: aMessage(ticket, { type: 'customer', id: ticket.customerId }, { body }),
  after: { ...ticket, version: ticket.version + 1 },
});

/** The conversation as it is read, with the customer's key beside the page. */
export const bodiesOf = async (table: Table, { id, customerId }: Ticket): Promise<string[]> => {
  const page = await allLists(table).messages(id, { limit: 50, after: undefined }, false, customerId);
  return page.items.map(({ body }) => body);
};
