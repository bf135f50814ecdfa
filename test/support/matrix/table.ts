import { randomUUID } from 'node:crypto';
import type { RouteId } from '#shared/contracts/routes.ts';
import type { Actor } from './actors.ts';
import { type Facts, may, type Verdict } from './oracle.ts';
import { type FamilyName, orderBody, type World, WRITTEN } from './world.ts';

/**
 * How the matrix asks each route. **A new route needs one line here**: `on` names the family of objects that its path is about
 * (`world.ts` makes them; `nothing` for paths without an id), `body` a valid body.
 *
 * Whoever is let through must not change what the next cell asks: routes with `If-Match` are sent a version that nobody has, so `allowed`
 * shows as 412 and whoever may not know of the object has to be told 404 before that. For others say with `allowed` which statuses
 * mean that the caller was let through, where that isn't one of the route's successes. `also` adds what a route refuses beyond permission and scope;
 * `lists` names the family whose objects a list shows to those who may know of them.
 */
export type Entry = {
  readonly on: FamilyName;
  readonly body?: (world: World, actor: Actor) => unknown;
  readonly query?: string | ((world: World) => string);
  readonly allowed?: readonly number[];
  readonly also?: (actor: Actor, facts: Facts) => Verdict | undefined;
  readonly lists?: FamilyName;
  /** The route is there to give somebody’s data whole, to them or to who answers a request for it. */
  readonly whole?: true;
  /** The route ends sign-ins: it is asked after all others, by sign-ins that no cell before it has ended. */
  readonly ends?: true;
};

const unique = (): string => randomUUID().slice(0, 13);
const customerOf = (world: World): string => world.families.customer['own']?.params['id'] ?? '';
const staffOnly = ({ kind }: Actor): Verdict | undefined => (kind === 'customer' ? 404 : undefined);
const noCustomer = ({ kind }: Actor): Verdict | undefined => (kind === 'customer' ? 403 : undefined);
/** Messages are edited by their author, or by who manages the team. */
const authorOrLead = (actor: Actor, { author }: Facts): Verdict | undefined =>
  author === actor.name || may(actor, 'tickets.manage') ? undefined : 403;
/** Exports are their maker's and the administrators'. */
const makerOrAdmin = (actor: Actor, { author }: Facts): Verdict | undefined =>
  author === actor.name || actor.role === 'admin' ? undefined : 404;
/** Whoever has no password of the pool, or has signed in already, is let through to be told so. */
const orNotOurs = [200, 409];
/** Nobody here has an authenticator. */
const confirmed = [403, 409];
const page = '?limit=100';
const calendar = {
  name: 'Hours',
  timeZone: 'Asia/Shanghai',
  week: { mon: [{ from: '09:00', to: '18:00' }] },
};
const template = {
  name: 'Return',
  kind: 'return',
  language: 'en',
  intro: 'Hello',
  thanks: 'Thanks',
  questions: [{ key: 'csat', text: 'How was it?' }],
};
const aCase = { subject: 's', body: 'b', channel: 'web' };
let positions = 5000;

export const table: Partial<Record<RouteId, Entry>> = {
  'tickets/list': { on: 'nothing', query: page, lists: 'ticket' },
  'tickets/create': {
    on: 'nothing',
    body: (world, { kind }) =>
      kind === 'customer'
        ? aCase
        : { ...aCase, customerId: customerOf(world), teamId: world.teamIds.management },
  },
  'tickets/counts': { on: 'nothing' },
  'tickets/get': { on: 'ticket' },
  'tickets/edit': { on: 'ticket', body: () => ({ tags: ['x'] }) },
  'tickets/list-messages': { on: 'ticket', query: page },
  'tickets/add-message': { on: 'ticket', body: () => ({ visibility: 'public', body: 'Hello' }) },
  'tickets/get-message': { on: 'message' },
  'tickets/edit-message': { on: 'message', body: () => ({ body: 'Hello again' }), also: authorOrLead },
  'tickets/transition': { on: 'ticket', body: () => ({ to: 'pending', reason: 'r' }) },
  'tickets/assign': { on: 'ticket', body: () => ({ assigneeId: null }) },
  'tickets/list-escalations': { on: 'ticket', query: page },
  // Every case of the family is at level 0 already.
  'tickets/escalate': { on: 'ticket', body: () => ({ level: 0, reason: 'r' }), allowed: [409] },
  'tickets/get-escalation': { on: 'step' },
  'tickets/acknowledge': { on: 'step', body: () => ({}) },
  'tickets/timeline': { on: 'ticket', query: page },
  'tickets/list-tasks': { on: 'ticket', query: page },
  'tickets/add-task': {
    on: 'ticket',
    body: () => ({ title: 't', dueAt: '2027-01-01T00:00:00.000Z' }),
  },
  'tickets/get-task': { on: 'task' },
  'tickets/edit-task': { on: 'task', body: () => ({ title: 'u' }) },
  'tickets/get-identity-check': { on: 'ticket' },
  // After some wrong answers about one case nobody may try another for a while.
  'tickets/check-identity': {
    on: 'ticket',
    body: () => ({ method: 'phoneLast4', value: '0000' }),
    allowed: [200, 429],
  },
  'tickets/list-views': { on: 'nothing', lists: 'view' },
  'tickets/create-view': { on: 'nothing', body: () => ({ name: 'v', query: { status: 'open' } }) },
  'tickets/get-view': { on: 'view' },
  'tickets/edit-view': { on: 'view', body: () => ({ name: 'w' }) },
  'tickets/delete-view': { on: 'view' },

  'customers/list-customers': { on: 'nothing', query: page, lists: 'customer' },
  'customers/create-customer': { on: 'nothing', body: () => ({ name: 'Ada' }) },
  'customers/get-customer': { on: 'customer' },
  'customers/update-customer': { on: 'customer', body: () => ({ tags: ['x'] }) },
  'customers/archive-customer': { on: 'customer' },
  'customers/list-notes': { on: 'customer', query: page },
  'customers/add-note': { on: 'customer', body: () => ({ body: WRITTEN }) },
  'customers/timeline': { on: 'customer', query: page },
  'customers/list-consents': { on: 'customer', query: page },
  'customers/add-consent': {
    on: 'customer',
    body: () => ({ purpose: 'marketing', state: 'granted', evidence: WRITTEN }),
  },
  'customers/data-copy': { on: 'customer', whole: true },
  'customers/legal-hold': { on: 'customer', body: () => ({ hold: false }) },
  'customers/confirm-data': { on: 'customer', body: () => ({}) },
  'customers/list-notices': { on: 'nothing' },
  // There is no such text to accept.
  'customers/accept-notice': {
    on: 'nothing',
    body: () => ({ notice: 'nothing', version: '1' }),
    allowed: [422],
  },
  'customers/list-duplicates': { on: 'customer', also: staffOnly },
  'customers/merge-customer': {
    on: 'customer',
    body: (world) => ({ duplicateId: world.spareCustomer, preview: true }),
  },
  // Nothing was merged.
  'customers/unmerge-customer': {
    on: 'customer',
    body: (world) => ({ duplicateId: world.spareCustomer }),
    allowed: [409, 422],
  },
  'customers/erase-customer': { on: 'customerToErase', body: () => ({}) },
  'customers/list-grades': { on: 'customer', query: page, also: staffOnly },

  'audit/list-events': { on: 'nothing', query: page },
  'audit/verify': { on: 'nothing', body: () => ({}) },

  // Who sees some records only cannot have a feed of all of them.
  'webhooks/list-changes': { on: 'nothing', query: page },

  'orders/list-orders': { on: 'nothing', query: page, lists: 'order' },
  'orders/get-order': { on: 'order' },
  'orders/put-order': { on: 'orderNumber', body: (world) => orderBody(customerOf(world)) },
  // Without a signature nobody is let in, whatever their token.
  'orders/receive': { on: 'nothing', body: () => ({}), also: () => 401 },
  'tickets/receive-message': { on: 'channel', body: () => ({}), also: () => 401 },
  'orders/list-of-customer': { on: 'customer', query: page },

  'people/get-me': { on: 'nothing' },
  'people/update-me': { on: 'nothing', body: () => ({ presence: 'online' }), also: noCustomer },
  'people/list-users': { on: 'nothing', query: page, lists: 'user' },
  'people/create-user': {
    on: 'nothing',
    body: () => ({ name: 'New', email: `${unique()}@example.com`, role: 'agent' }),
  },
  'people/get-user': { on: 'user' },
  'people/update-user': { on: 'user', body: () => ({ capacity: 3 }) },
  'people/delete-user': { on: 'user' },
  'people/sign-out': { on: 'nothing', also: noCustomer, ends: true },
  'people/confirm-second-factor': { on: 'nothing', allowed: confirmed, also: noCustomer, ends: true },
  'people/renew-password': { on: 'nothing', allowed: orNotOurs, also: noCustomer, ends: true },
  'people/sign-out-user': { on: 'user', ends: true },
  'people/invite-user': { on: 'user', allowed: orNotOurs, ends: true },
  'people/reset-password': { on: 'user', allowed: orNotOurs, ends: true },
  'people/drop-second-factor': { on: 'user', allowed: orNotOurs, ends: true },
  'people/list-teams': { on: 'nothing', query: page, lists: 'team' },
  'people/create-team': { on: 'nothing', body: () => ({ name: unique() }) },
  'people/get-team': { on: 'team' },
  'people/update-team': { on: 'team', body: () => ({ department: 'd' }) },
  'people/delete-team': { on: 'team' },
  'people/list-roles': { on: 'nothing', query: page, lists: 'role' },
  'people/create-role': {
    on: 'nothing',
    body: () => ({ name: unique(), permissions: ['tickets.read'], scope: 'teams' }),
  },
  'people/get-role': { on: 'role' },
  // A shipped role cannot be changed, whatever version is meant.
  'people/update-role': { on: 'role', body: () => ({ name: 'Other' }), allowed: [409, 412] },
  'people/delete-role': { on: 'role', allowed: [409, 412] },

  'settings/get-settings': { on: 'nothing' },
  'settings/update-settings': { on: 'nothing', body: () => ({ reopenWindow: 'P3D' }) },
  'settings/list-shops': { on: 'nothing', query: page, lists: 'shop' },
  'settings/get-shop': { on: 'shop' },
  'settings/create-shop': { on: 'nothing', body: () => ({ name: unique() }) },

  'sla/list-policies': { on: 'nothing', query: page, lists: 'policy' },
  'sla/create-policy': {
    on: 'nothing',
    body: (world) => ({
      name: 'P',
      position: positions++,
      conditions: {},
      calendarId: world.families.calendar['there']?.params['id'],
      targets: { resolution: { duration: 'PT72H' } },
    }),
  },
  'sla/get-policy': { on: 'policy' },
  'sla/update-policy': { on: 'policy', body: () => ({ name: 'Q' }) },
  'sla/delete-policy': { on: 'policy' },
  'sla/list-calendars': { on: 'nothing', query: page, lists: 'calendar' },
  'sla/create-calendar': { on: 'nothing', body: () => calendar },
  'sla/get-calendar': { on: 'calendar' },
  'sla/update-calendar': { on: 'calendar', body: () => ({ name: 'Other hours' }) },
  'sla/delete-calendar': { on: 'calendar' },
  'sla/simulate-calendar': {
    on: 'calendar',
    body: () => ({ start: '2026-03-02T09:00:00.000Z', duration: 'PT8H' }),
  },
  'sla/explain-ticket': { on: 'ticket', also: staffOnly },

  'reports/sla-attainment': { on: 'nothing' },
  'reports/sla-misses': { on: 'nothing' },

  'surveys/list-templates': { on: 'nothing', query: page, lists: 'template' },
  'surveys/create-template': { on: 'nothing', body: () => template },
  'surveys/get-template': { on: 'template' },
  'surveys/update-template': { on: 'template', body: () => ({ name: 'Other' }) },
  'surveys/delete-template': { on: 'template' },
  'surveys/list': { on: 'nothing', query: page, lists: 'survey' },
  'surveys/get': { on: 'survey' },
  'surveys/list-responses': { on: 'nothing', query: page },
  'surveys/scores': { on: 'nothing' },

  'snapshots/list-snapshots': { on: 'nothing', query: page },
  'snapshots/create-snapshot': { on: 'nothing', body: () => ({ kind: 'full' }) },
  'snapshots/get-snapshot': { on: 'snapshot' },
  'snapshots/list-restores': { on: 'nothing', query: page },
  // The snapshot of the world may still be under way; whoever may restore is told so.
  'snapshots/create-restore': {
    on: 'nothing',
    body: ({ families }) => {
      const snapshotId = families.snapshot['there']?.params['id'] ?? '';
      return { snapshotId, mode: 'missing', confirm: snapshotId, dryRun: true };
    },
    allowed: [202, 409],
  },
  'snapshots/get-restore': { on: 'restore' },
  // One that is still at work is not disturbed.
  'snapshots/verify-snapshot': { on: 'snapshot', body: () => ({}), allowed: [202, 409] },

  'data/list-exports': { on: 'nothing', query: page },
  'data/create-export': { on: 'nothing', body: () => ({ resource: 'orders', format: 'csv' }) },
  'data/get-export': { on: 'export', also: makerOrAdmin },
  'data/cancel-export': { on: 'export', also: makerOrAdmin },

  'data/list-imports': { on: 'nothing', query: page },
  'data/create-import': { on: 'nothing', body: () => ({ resource: 'orders', format: 'ndjson' }) },
  'data/get-import': { on: 'import' },
  'data/cancel-import': { on: 'import' },

  'webhooks/list': { on: 'nothing', query: page },
  'webhooks/create': {
    on: 'nothing',
    body: () => ({ url: 'https://hooks.example.com/kefu', events: ['action.requested'] }),
  },
  'webhooks/get': { on: 'webhook' },
  'webhooks/update': { on: 'webhook', body: () => ({ status: 'paused' }) },
  'webhooks/delete': { on: 'webhook' },
  'webhooks/rotate-secret': { on: 'webhook', body: () => ({}) },
  'webhooks/test': { on: 'webhook', body: () => ({}) },
  'webhooks/list-deliveries': { on: 'webhook', query: page },
  // So many wait for each other at most.
  'webhooks/replay': {
    on: 'webhook',
    body: () => ({ from: '2026-01-01T00:00:00.000Z' }),
    allowed: [202, 409],
  },

  'public/read-survey': { on: 'surveyToken' },
  'public/answer-survey': { on: 'surveyToken', body: () => ({ csat: 5 }) },
  'public/create-ticket': {
    on: 'nothing',
    body: () => ({ subject: 's', body: 'b', customer: { name: 'Ada', email: `${unique()}@example.com` } }),
  },
};
