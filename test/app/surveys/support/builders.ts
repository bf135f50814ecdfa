import type { Customer } from '#shared/domain/customers/customer.ts';
import { emptySla } from '#shared/domain/sla/sla.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';

/** A Monday, nine in the morning in Shanghai. */
export const NINE = Date.parse('2026-03-02T09:00:00+08:00');

export const idOf = (prefix: string, n: number): string => `${prefix}_01KJ${String(n).padStart(22, '0')}`;
export const agent = idOf('usr', 1);
export const supervisor = idOf('usr', 2);
export const team = idOf('team', 1);
export const lead = idOf('team', 2);

/** A resolved complaint that an agent has answered; a test names only what it cares about. */
export const aTicket = (fields: Partial<Ticket> = {}): Ticket => ({
  id: idOf('tkt', 1),
  number: 'K7-4M2Q9',
  version: 5,
  shopId: 'main',
  kind: 'complaint',
  category: 'complaint.logistics',
  severity: 'ordinary',
  priority: 'normal',
  priorityGiven: false,
  status: 'resolved',
  channel: 'web',
  subject: '包裹丢失',
  language: 'zh-CN',
  openedBy: 'customer',
  customerId: idOf('cus', 1),
  orderIds: [],
  teamId: team,
  teamIds: [team],
  homeTeamId: team,
  assigneeId: agent,
  ownerId: agent,
  escalationLevel: 0,
  escalations: 0,
  tags: [],
  triage: { source: 'given', confidence: 1 },
  sla: emptySla,
  eventSeq: 4,
  repliedBy: [agent],
  createdAt: NINE,
  updatedAt: NINE,
  resolvedAt: NINE,
  reopenCount: 0,
  ...fields,
});

export const aCustomer = (fields: Partial<Customer> = {}): Customer => ({
  id: idOf('cus', 1),
  version: 1,
  status: 'active',
  name: '李雷',
  phones: ['+8613812345678'],
  emails: ['lilei@example.com'],
  addresses: [],
  doNotDisturb: false,
  externalIds: [],
  tags: [],
  notes: 0,
  createdAt: NINE,
  updatedAt: NINE,
  ...fields,
});
