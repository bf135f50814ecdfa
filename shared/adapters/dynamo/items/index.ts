import type { Kind } from '#shared/app/records.ts';
import type { ItemKind } from '../item-kind.ts';
import { versioned } from '../schema-version.ts';
import { auditItem } from './audit.ts';
import {
  escalationItem,
  eventItem,
  identityCheckItem,
  messageEditItem,
  messageItem,
  rungItem,
  taskItem,
  ticketNumberItem,
  viewItem,
} from './case-parts.ts';
import { effectItem, idempotencyItem, revealTallyItem } from './claims.ts';
import { customerItem, customerLookupItem, customerNoteItem, searchTokenItem } from './customers.ts';
import { exportItem } from './exports.ts';
import { importItem, importKeyItem } from './imports.ts';
import { conversationItem, inboundMessageItem } from './inbound.ts';
import { orderItem } from './orders.ts';
import {
  loadItem,
  memberItem,
  principalItem,
  roleHolderItem,
  roleItem,
  teamItem,
  userItem,
} from './people.ts';
import { acceptanceItem, consentItem, mergeItem, tombstoneItem } from './privacy.ts';
import { restoreItem, restoreLockItem } from './restores.ts';
import { epochItem, settingsItem, shopItem } from './settings.ts';
import { calendarItem, policyItem } from './sla.ts';
import { snapshotItem } from './snapshots.ts';
import { surveyBudgetItem, surveyItem, surveyResponseItem, surveyTokenItem } from './survey.ts';
import { templateItem } from './template.ts';
import { ticketItem } from './ticket.ts';
import { upgradeItem } from './upgrades.ts';
import { webhookDeliveryItem, webhookItem, webhookStateItem, webhookStreamItem } from './webhooks.ts';

/** Every kind of record and how it is kept. A kind without an entry does not compile. */
const itemKinds: { readonly [K in Kind]: ItemKind<K> } = {
  ticket: ticketItem,
  ticketNumber: ticketNumberItem,
  message: messageItem,
  messageEdit: messageEditItem,
  event: eventItem,
  rung: rungItem,
  escalation: escalationItem,
  task: taskItem,
  identityCheck: identityCheckItem,
  inboundMessage: inboundMessageItem,
  conversation: conversationItem,
  view: viewItem,
  audit: auditItem,
  export: exportItem,
  revealTally: revealTallyItem,
  idempotency: idempotencyItem,
  effect: effectItem,
  customer: customerItem,
  customerLookup: customerLookupItem,
  customerNote: customerNoteItem,
  searchToken: searchTokenItem,
  merge: mergeItem,
  consent: consentItem,
  tombstone: tombstoneItem,
  acceptance: acceptanceItem,
  order: orderItem,
  import: importItem,
  importKey: importKeyItem,
  snapshot: snapshotItem,
  restore: restoreItem,
  restoreLock: restoreLockItem,
  upgrade: upgradeItem,
  user: userItem,
  principal: principalItem,
  member: memberItem,
  load: loadItem,
  role: roleItem,
  roleHolder: roleHolderItem,
  team: teamItem,
  settings: settingsItem,
  shop: shopItem,
  epoch: epochItem,
  policy: policyItem,
  calendar: calendarItem,
  template: templateItem,
  survey: surveyItem,
  surveyBudget: surveyBudgetItem,
  surveyToken: surveyTokenItem,
  surveyResponse: surveyResponseItem,
  webhook: webhookItem,
  webhookState: webhookStateItem,
  webhookStream: webhookStreamItem,
  webhookDelivery: webhookDeliveryItem,
};

/** Every kind of record there is. */
export const kinds = Object.keys(itemKinds) as readonly Kind[];

const readers = new Map<Kind, unknown>();

/** How a kind is kept, for everybody who reads and writes: items of older versions are brought up to date as they are read. */
export const itemKindOf = <K extends Kind>(kind: K): ItemKind<K> => {
  const known = readers.get(kind) as ItemKind<K> | undefined;
  const reader = known ?? versioned<K>(itemKinds[kind]);
  if (known === undefined) readers.set(kind, reader);
  return reader;
};
