import type { Table } from '#shared/adapters/dynamo/table.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { newCustomerWrites } from '#shared/app/customers/change-customer.ts';
import { create, type Found } from '#shared/app/records.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { type Instant, minutes } from '#shared/domain/kernel/time.ts';
import { serviceTeamId, shippedTeams } from '#shared/domain/people/defaults.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { defaultCalendars, defaultPolicies } from '#shared/domain/sla/defaults.ts';
import { slaContextOf } from '#shared/domain/sla/sla.ts';
import { openTicket } from '#shared/domain/tickets/create.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import { type Keyring, keyringOf } from '#shared/runtime/keyring.ts';
import type { TableItem } from './fill.ts';
import type { Filling } from './system.ts';
import { openTable } from './table.ts';
import { itemsWritten } from './written.ts';

/** Cases of one customer; customers that are in memory at once. */
const EACH = 5;
const PORTION = 400;
export const NOBODY: Found = { one: () => undefined };

export const idAt = (prefix: string, at: Instant, n: number): string => {
  const random = Buffer.alloc(10);
  random.writeUInt32BE(n, 6);
  return `${prefix}_${ulid(at, random)}`;
};

const desk = {
  settings: defaultSettings(0),
  teams: new Map(shippedTeams(0).map((team) => [team.id, team])),
  policies: defaultPolicies,
  sla: slaContextOf(new Map(Map.groupBy(defaultCalendars, (calendar) => calendar.calendarId))),
};

/** How the n-th case begins: one a minute, every subject with a phone that somebody typed. */
export const openingOf = (n: number, customerId: string, begin: Instant): ReturnType<typeof openTicket> => {
  const at = begin - (n + 1) * minutes(1);
  return openTicket(
    {
      id: idAt('tkt', at, n),
      number: `K${n % 10}-${String(n).padStart(5, '0').slice(-5)}`,
      messageId: idAt('msg', at, n),
      shopId: 'main',
      kind: 'complaint',
      category: 'complaint.logistics',
      severity: 'ordinary',
      priority: undefined,
      triage: { source: 'given', confidence: 1 },
      channel: 'web',
      subject: `包裹 ${n} 没有到，请回电 138${String(n).padStart(8, '0')}`,
      body: 'b',
      attachmentIds: [],
      language: 'zh-CN',
      openedBy: 'customer',
      customerId,
      orderIds: [],
      teamId: serviceTeamId,
      tags: [],
    },
    { now: at, actor: { type: 'customer', id: customerId }, desk },
  );
};

/** The n-th case, seven of eight closed. */
const caseOf = (n: number, customerId: string, begin: Instant): Ticket => {
  const statuses = ticketStatusSchema.options;
  return {
    ...openingOf(n, customerId, begin).change.ticket,
    status: n % 8 === 0 ? (statuses[(n / 8) % statuses.length] ?? 'open') : 'closed',
  };
};

/** So many cases with their customers, as the product would have left them in its tables. */
export const casesOf =
  (count: number): Filling =>
  async (system) => {
    const root = system.stack.secret('kefu-dev-keys');
    const begin = system.stack.clock.now();
    const { name, keysName, shards, close } = await openTable(system);
    close();
    return portionsOf({ name, shards, vault: vaultOf(root, keysName) }, keyringOf(root), count, begin);
  };

async function* portionsOf(
  table: Omit<Table, 'documents'>,
  keyring: Keyring,
  count: number,
  begin: Instant,
): AsyncGenerator<readonly TableItem[]> {
  for (let from = 0; from < count; from += PORTION * EACH) {
    const items: TableItem[] = [];
    for (let first = from; first < Math.min(count, from + PORTION * EACH); first += EACH) {
      const customer = newCustomer({ name: '李雷' }, { id: idAt('cus', begin, first), now: begin });
      const cases = Array.from({ length: Math.min(EACH, count - first) }, (_, n) =>
        create('ticket', caseOf(first + n, customer.id, begin)),
      );
      items.push(...(await itemsWritten(table, [...newCustomerWrites(customer, NOBODY, keyring), ...cases])));
    }
    yield items;
  }
}
