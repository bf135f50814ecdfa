import { randomBytes } from 'node:crypto';
import type { Config } from '#shared/app/config.ts';
import type { Lists } from '#shared/app/lists.ts';
import type { Caller, Context, Mailer } from '#shared/app/ports.ts';
import { dispatchSurvey } from '#shared/app/surveys/dispatch.ts';
import { surveyIdOf, tokenOf } from '#shared/app/surveys/ids.ts';
import { surveyWrites } from '#shared/app/surveys/on-ticket-change.ts';

import { ulid } from '#shared/domain/kernel/ids.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { slaContextOf } from '#shared/domain/sla/sla.ts';
import type { SurveySettings } from '#shared/domain/surveys/settings.ts';
import { timerOf } from '#shared/domain/surveys/survey.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { aCustomer, aTicket, lead, NINE, supervisor, team } from './builders.ts';
import { aStore } from './store.ts';

export type Sent = {
  readonly channel: 'email' | 'sms';
  readonly effectId: string;
  readonly to: string;
  readonly text: string;
};

const keyring = keyringOf('a root secret that is only for tests');

const system: Caller = {
  type: 'system',
  id: 'survey-dispatch',
  role: 'system',
  permissions: new Set(),
  scope: 'all',
  teamIds: [],
  reveal: new Set(),
};

const unused = (): never => {
  throw new Error('not used here');
};

const member = (userId: string, roleId: 'agent' | 'supervisor') => ({
  teamId: lead,
  userId,
  name: 'n',
  email: 'n@example.com',
  roleId,
  skills: [],
  languages: [],
  capacity: 1,
  level: 'senior' as const,
  presence: 'online' as const,
  status: 'active' as const,
  load: { userId, active: 0 },
});

/** Surveys in a small world: a store in memory, a mailbox that can fail, and a clock that the test moves. */
export const aDesk = (settings: Partial<SurveySettings> = {}) => {
  const store = aStore();
  const outbox: Sent[] = [];
  const world = { now: NINE, fail: undefined as ((message: Sent) => unknown) | undefined, tries: 0 };
  const base = defaultSettings(0);
  const config: Config = {
    epoch: 0,
    settings: { ...base, surveys: { ...base.surveys, ...settings } },
    roles: new Map(),
    teams: new Map([
      [team, { id: team, version: 1, name: 'service', escalatesTo: lead, createdAt: 0, updatedAt: 0 }],
    ]),
    shops: new Map(),
    policies: [],
    calendars: new Map(),
    templates: [],
    webhooks: [],
    sla: slaContextOf(new Map(), base.sla),
  };
  const lists: Lists = {
    tickets: unused,
    ticketCounts: unused,
    messages: unused,
    events: unused,
    escalations: unused,
    tasks: unused,
    views: unused,
    users: unused,
    customers: unused,
    customersById: unused,
    searchTokens: unused,
    customerNotes: unused,
    consents: unused,
    tombstoneShards: [],
    tombstones: unused,
    surveys: unused,
    surveyResponses: unused,
    surveyCounters: unused,
    misses: unused,
    webhookDeliveries: unused,
    orders: unused,
    imports: unused,
    snapshots: unused,
    restores: unused,
    gradeChanges: unused,
    ticketsOfOrder: unused,
    team: unused,
    hasHolders: unused,
    members: async (teamId) => (teamId === lead ? [member(supervisor, 'supervisor')] : []),
  };
  const context = (fields: Partial<Context> = {}): Context => ({
    now: world.now,
    caller: system,
    config,
    language: 'zh-CN',
    accepts: 'json',
    found: { one: () => undefined },
    reader: store.reader,
    lists,
    newId: (prefix) => `${prefix}_${ulid(world.now, randomBytes(10))}`,
    random: (bytes) => randomBytes(bytes),
    ...keyring,
    publicUrl: 'https://desk.example',
    ...fields,
  });
  const take = async (message: Sent): Promise<void> => {
    world.tries += 1;
    await world.fail?.(message);
    if (!outbox.some(({ effectId }) => effectId === message.effectId)) outbox.push(message);
  };
  const mailer: Mailer = {
    email: ({ effectId, to, text }) => take({ channel: 'email', effectId, to, text }),
    sms: ({ effectId, to, text }) => take({ channel: 'sms', effectId, to, text }),
  };
  const desk = {
    store,
    outbox,
    world,
    config,
    context,
    mailer,
    surveyId: (ticketId: string, cycle = 0) => surveyIdOf(keyring.digest, ticketId, cycle),
    token: (surveyId: string) => tokenOf(keyring.digest, surveyId),
    survey: (ticketId = aTicket().id, cycle = 0) => store.one('survey', desk.surveyId(ticketId, cycle)),
    /** A customer and a case that is resolved now. */
    async resolved(
      ticket: Ticket = aTicket(),
      customer = aCustomer({ id: ticket.customerId }),
    ): Promise<string> {
      await store.put('customer', customer);
      await store.put('ticket', ticket);
      const before: Ticket = { ...ticket, status: 'open', version: ticket.version - 1 };
      await store.commit(
        await surveyWrites({ before, ticket, events: [], fired: [], escalations: [] }, context()),
      );
      return desk.surveyId(ticket.id, ticket.reopenCount);
    },
    /** The case is open again. */
    async reopen(ticketId = aTicket().id): Promise<void> {
      const before = store.one('ticket', ticketId);
      if (!before) throw new Error('no such case');
      const ticket: Ticket = {
        ...before,
        status: 'open',
        version: before.version + 1,
        reopenCount: before.reopenCount + 1,
      };
      const writes = await surveyWrites(
        { before, ticket, events: [], fired: [], escalations: [] },
        context(),
      );
      await store.commit([...writes, { op: 'update', kind: 'ticket', before, record: ticket }]);
    },
    dispatch: (surveyId: string, commit = store.commit) =>
      dispatchSurvey(surveyId, context(), { commit, mailer }),
    /** What the sweep would hand out now. */
    due: (): string[] =>
      store
        .all('survey')
        .flatMap((survey) => ((timerOf(survey) ?? Number.POSITIVE_INFINITY) <= world.now ? [survey.id] : [])),
    facts: (ticketId = aTicket().id) =>
      store
        .all('event')
        .filter((event) => event.ticketId === ticketId)
        .sort((a, b) => a.seq - b.seq),
  };
  return desk;
};
