import { gradeValueOf } from '#shared/domain/customers/value.ts';
import type { Import, ImportKey } from '#shared/domain/imports/import.ts';
import { type Life, liveThrough, type PastStep } from '#shared/domain/imports/past.ts';
import { crockford, ulid } from '#shared/domain/kernel/ids.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import type { User } from '#shared/domain/people/user.ts';
import { routeTicket } from '#shared/domain/settings/routing.ts';
import { impliedPriority, type NewTicket } from '#shared/domain/tickets/create.ts';
import { type CustomerHint, findOrMakeCustomer, findOrMakeWants } from '../customers/find-or-make.ts';
import { readGrade } from '../customers/grades.ts';
import type { Context } from '../ports.ts';
import { type Ref, ref } from '../records.ts';
import { actorOf, deskOf } from '../tickets/access.ts';
import { sortOut } from '../tickets/triage-ticket.ts';
import type { Decision } from './decision.ts';
import { editImported } from './edit-imported.ts';
import { lifeWrites } from './life-writes.ts';
import type { CheckedRow } from './tools.ts';

type Row = CheckedRow['tickets'];
/** Who works here, by id, e-mail and name. */
export type Staff = ReadonlyMap<string, Pick<User, 'id' | 'teamIds'>>;
export type TicketFacts = {
  /** What tells the row from others, and the digest of what of it is past. */
  readonly key: string;
  readonly past: string;
  readonly job: Pick<Import, 'createdAt'>;
  readonly known: ImportKey | undefined;
  readonly staff: Staff;
};
type Digesting = Pick<Context, 'config' | 'digest'>;

/** A number is drawn from so many; another case has hardly one of them. */
const NUMBERS = 3;

const bytesOf = (purpose: string, value: string, { digest }: Digesting): Uint8Array =>
  Buffer.from(digest(purpose, value), 'base64url');

const numbersOf = (key: string, context: Digesting): readonly string[] =>
  Array.from({ length: NUMBERS }, (_, n) => {
    const drawn = crockford(bytesOf('imported ticket number', `${key}/${n}`, context).subarray(0, 7));
    return `${drawn.slice(0, 2)}-${drawn.slice(2)}`;
  });

const hintOf = (row: Row, { config }: Pick<Context, 'config'>): CustomerHint => {
  const nameless = config.settings.language.startsWith('zh') ? '顾客' : 'Customer';
  const id = row.customerExternalId;
  return {
    name: row.customerName ?? (id === undefined ? nameless : `${nameless} ${id}`),
    phone: row.customerPhone,
    email: row.customerEmail,
    externalId: id === undefined ? undefined : { shopId: row.shopId ?? config.settings.defaultShop, id },
    language: row.language,
  };
};

/** What finds the customer of a row, and whether its numbers are free. */
export const ticketRowWants = (row: Row, key: string, context: Digesting): readonly Ref[] => [
  ...findOrMakeWants(hintOf(row, context), context),
  ...numbersOf(key, context).map((number) => ref('ticketNumber', number)),
];

/**
 * A case of a file. One that comes for the first time is lived through from its beginning (`liveThrough`); its ids follow from the row's
 * key, so that a repeat ends in the same case. Of one that is here already only its head changes: its past can't.
 */
export const decideTicket = async (row: Row, facts: TicketFacts, context: Context): Promise<Decision> => {
  if (facts.known !== undefined) return editImported(row, facts.known, facts.past, context);
  if (row.shopId !== undefined && !context.config.shops.has(row.shopId))
    throw refuseField('shopId', 'there is no such shop', 'unknown_reference');
  const found = findOrMakeCustomer(hintOf(row, context), context);
  const grade = found.made
    ? gradeValueOf(found.made)
    : (found.grade ?? (await readGrade(found.customerId, context)));
  const createdAt = row.createdAt ?? facts.job.createdAt;
  const id = `tkt_${ulid(createdAt, bytesOf('imported ticket', facts.key, context))}`;
  const life = liveThrough(
    {
      opened: openingOf(row, { id, createdAt, key: facts.key, customerId: found.customerId, grade }, context),
      createdAt,
      steps: stepsOf(row, facts, context),
    },
    actorOf(context.caller),
    deskOf(context),
    context.now,
  );
  return outcomeOf(life, found.writes);
};

const outcomeOf = (life: Life, customer: Decision['writes']): Decision => {
  const { pieces, last } = lifeWrites(life);
  return {
    outcome: 'created',
    objectId: life.ticket.id,
    before: [...(customer.length > 0 ? [customer] : []), ...pieces],
    writes: last,
  };
};

type Opening = Pick<NewTicket, 'id' | 'customerId'> & {
  readonly createdAt: number;
  readonly key: string;
  readonly grade: Parameters<typeof sortOut>[2];
};

const openingOf = (row: Row, opening: Opening, context: Context): NewTicket => {
  const { id, customerId, key, grade, createdAt } = opening;
  const { settings, teams } = context.config;
  const sorted = sortOut(row, settings, grade);
  const shopId = row.shopId ?? settings.defaultShop;
  const tags = row.tags ?? [];
  const priority = row.priority ?? impliedPriority(sorted.kind, sorted.severity);
  const facts = { ...sorted, priority, channel: row.channel, shopId, tags, grade };
  const numbers = numbersOf(key, context);
  const free = numbers.find((one) => {
    const taken = context.found.one(ref('ticketNumber', one));
    return taken === undefined || taken.ticketId === id;
  });
  return {
    ...sorted,
    id,
    number: free ?? numbers[0] ?? '',
    messageId: messageId(key, 0, createdAt, context),
    shopId,
    priority: row.priority,
    channel: row.channel,
    attachmentIds: [],
    openedBy: 'customer',
    customerId,
    orderIds: [],
    teamId: routeTicket(settings.routing, facts, { teams, otherwise: serviceTeamId }),
    tags,
  };
};

/** Ids of messages sort by their instants and, at one instant, in the order of the file. */
const messageId = (key: string, n: number, at: number, context: Digesting): string => {
  const bytes = Uint8Array.from(bytesOf('imported message', `${key}/${n}`, context).subarray(0, 10));
  bytes[0] = Math.floor(n / 256);
  bytes[1] = n % 256;
  return `msg_${ulid(at, bytes)}`;
};

const stepsOf = (row: Row, { key, staff }: TicketFacts, context: Context): PastStep[] => {
  const messages = (row.messages ?? []).map(
    (one, n): PastStep => ({
      ...one,
      type: 'message',
      path: `messages[${n}]`,
      id: messageId(key, n + 1, one.at, context),
    }),
  );
  const events = (row.events ?? []).map(({ at, type, to, agent }, n): PastStep => {
    const path = `events[${n}]`;
    const known = agent === undefined ? undefined : staff.get(agent.toLowerCase());
    return type === 'assigned' || to === undefined
      ? { at, path, type: 'assigned', agentId: known?.id, teamIds: known?.teamIds ?? [] }
      : { at, path, type: 'status', to, agentId: known?.id };
  });
  return [...messages, ...events];
};
