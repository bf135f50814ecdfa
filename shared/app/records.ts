import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import type { Consent } from '#shared/domain/customers/consent.ts';
import type { Customer, CustomerLookup } from '#shared/domain/customers/customer.ts';
import type { Tombstone } from '#shared/domain/customers/erase.ts';
import type { Merge } from '#shared/domain/customers/merge.ts';
import type { CustomerNote } from '#shared/domain/customers/note.ts';
import type { RevealTally } from '#shared/domain/customers/reveal-limit.ts';
import type { SearchToken } from '#shared/domain/customers/search.ts';
import type { Export } from '#shared/domain/exports/export.ts';
import type { Import, ImportKey } from '#shared/domain/imports/import.ts';
import type { Order } from '#shared/domain/orders/order.ts';
import type { Acceptance } from '#shared/domain/people/acceptance.ts';
import type { OwnRole } from '#shared/domain/people/role.ts';
import type { Team } from '#shared/domain/people/team.ts';
import type { Load, Member, RoleHolder, User } from '#shared/domain/people/user.ts';
import type { Restore, RestoreLock } from '#shared/domain/restores/restore.ts';
import type { Upgrade } from '#shared/domain/restores/upgrade.ts';
import type { Settings, Shop } from '#shared/domain/settings/settings.ts';
import type { CalendarVersion, PolicyVersion } from '#shared/domain/sla/policy.ts';
import type { Snapshot } from '#shared/domain/snapshots/snapshot.ts';
import type { Survey, SurveyBudget, SurveyResponse, SurveyToken } from '#shared/domain/surveys/survey.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { Escalation } from '#shared/domain/tickets/escalation.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { IdentityCheck } from '#shared/domain/tickets/identity-check.ts';
import type { Conversation, InboundMessage } from '#shared/domain/tickets/inbound.ts';
import type { Message, MessageEdit } from '#shared/domain/tickets/message.ts';
import type { FiredRung } from '#shared/domain/tickets/rung.ts';
import type { Task } from '#shared/domain/tickets/task.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { SavedView } from '#shared/domain/tickets/view.ts';
import type { WebhookDelivery } from '#shared/domain/webhooks/delivery.ts';
import type { WebhookState } from '#shared/domain/webhooks/state.ts';
import type { WebhookStream } from '#shared/domain/webhooks/stream.ts';
import type { Webhook } from '#shared/domain/webhooks/webhook.ts';
import type { Principal } from './ports.ts';

/** A stored answer of a POST, for 24 h (`api.md`, Idempotency). `answer` is sealed. */
export type IdempotencyRecord = {
  key: string;
  requestHash: string;
  writtenAt: number;
  expiresAt: number;
  answer: string;
};

/** One effect outside the system (a mail, an SMS): claimed, then sent. */
export type EffectRecord = {
  id: string;
  state: 'claimed' | 'sent';
  /** The queue message that took the claim; it comes again until the effect is done. */
  owner?: string | undefined;
  leaseUntil: number;
  expiresAt: number;
  version: number;
};

/** Every kind of record and what it is in the domain. One file in `adapters/dynamo/items` keeps each of them. */
export type Records = {
  ticket: Ticket;
  ticketNumber: { number: string; ticketId: string };
  message: Message;
  messageEdit: MessageEdit;
  event: TicketEvent;
  rung: FiredRung;
  escalation: Escalation;
  task: Task;
  identityCheck: IdentityCheck;
  inboundMessage: InboundMessage;
  conversation: Conversation;
  view: SavedView;
  customer: Customer;
  customerLookup: CustomerLookup;
  customerNote: CustomerNote;
  searchToken: SearchToken;
  merge: Merge;
  consent: Consent;
  tombstone: Tombstone;
  acceptance: Acceptance;
  order: Order;
  import: Import;
  importKey: ImportKey;
  snapshot: Snapshot;
  restore: Restore;
  restoreLock: RestoreLock;
  upgrade: Upgrade;
  user: User;
  principal: Principal;
  member: Member;
  load: Load;
  role: OwnRole;
  roleHolder: RoleHolder;
  team: Team;
  policy: PolicyVersion;
  calendar: CalendarVersion;
  settings: Settings;
  shop: Shop;
  template: SurveyTemplateVersion;
  survey: Survey;
  surveyBudget: SurveyBudget;
  surveyToken: SurveyToken;
  surveyResponse: SurveyResponse;
  audit: AuditEvent;
  export: Export;
  revealTally: RevealTally;
  idempotency: IdempotencyRecord;
  effect: EffectRecord;
  epoch: { number: number };
  webhook: Webhook;
  webhookState: WebhookState;
  webhookStream: WebhookStream;
  webhookDelivery: WebhookDelivery;
};
export type Kind = keyof Records;

/** Names one record: its kind and the parts of its id, outermost first (`['tkt_…', 'msg_…']`). */
export type Ref<K extends Kind = Kind> = { readonly kind: K; readonly id: readonly string[] };
export const ref = <K extends Kind>(kind: K, ...id: string[]): Ref<K> => ({ kind, id });

/** What was read: each record by the ref that asked for it. */
export type Found = { one<K extends Kind>(ref: Ref<K>): Records[K] | undefined };

/**
 * One part of a transaction.
 * `create` must find nothing; `update` must find the version of `before`; `put` doesn't ask, `remove` only for the version it names;
 * `expect` writes nothing but must find that version; `owns` writes nothing and says whose a case is whose head comes last; `forget` erases a person's key; `shift` adds to a load counter, refusing above `atMost`.
 */
export type Write =
  | { [K in Kind]: { readonly op: 'create' | 'put'; readonly kind: K; readonly record: Records[K] } }[Kind]
  | {
      [K in Kind]: {
        readonly op: 'update';
        readonly kind: K;
        readonly before: Records[K];
        readonly record: Records[K];
      };
    }[Kind]
  | { readonly op: 'remove'; readonly ref: Ref; readonly version?: number }
  | { readonly op: 'expect'; readonly ref: Ref; readonly version: number }
  | { readonly op: 'owns'; readonly ticketId: string; readonly customerId: string }
  /** The customer's data key is deleted: nothing that was sealed for them can be read again, in no copy of it. */
  | { readonly op: 'forget'; readonly customerId: string }
  | { readonly op: 'shift'; readonly userId: string; readonly by: 1 | -1; readonly atMost?: number };

/** A record that must not be there yet. */
export const create = <K extends Kind>(kind: K, record: Records[K]): Write =>
  ({ op: 'create', kind, record }) as Write;
/** A record written whatever is there; only for what can be computed again. */
export const put = <K extends Kind>(kind: K, record: Records[K]): Write =>
  ({ op: 'put', kind, record }) as Write;
/** A record that must still be at the version of `before`. */
export const update = <K extends Kind>(kind: K, before: Records[K], record: Records[K]): Write =>
  ({ op: 'update', kind, before, record }) as Write;
