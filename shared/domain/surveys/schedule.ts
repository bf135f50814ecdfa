import type { Instant } from '../kernel/time.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { afterQuietHours } from './quiet-hours.ts';
import { type SurveySettings, spanMs } from './settings.ts';
import type { Attribution, Survey } from './survey.ts';
import type { SurveyTemplateVersion } from './template.ts';

/** What the case looked like when it was resolved: whom the answer will be about. */
export const attributionOf = (ticket: Ticket): Attribution => {
  const agentId = ticket.assigneeId ?? ticket.ownerId;
  const { policyId, policyVersion } = ticket.sla;
  return {
    teamId: ticket.teamId,
    ...(agentId === undefined ? {} : { agentId }),
    participants: [...ticket.repliedBy],
    kind: ticket.kind,
    channel: ticket.channel,
    ...(policyId === undefined ? {} : { policyId }),
    ...(policyVersion === undefined ? {} : { policyVersion }),
    orderIds: [...ticket.orderIds],
  };
};

/** When to ask: some time after the resolution (sooner where people chat), and not while the customer sleeps. */
export const sendAtOf = (
  ticket: Ticket,
  resolvedAt: Instant,
  timeZone: string,
  settings: SurveySettings,
): Instant =>
  afterQuietHours(
    resolvedAt + spanMs(settings.delayByChannel[ticket.channel] ?? settings.delay),
    settings.quietHours,
    timeZone,
  );

/** A survey that waits for its time. Whether it is sent at all is decided then. */
export const schedule = (
  id: string,
  ticket: Ticket,
  template: SurveyTemplateVersion,
  timeZone: string,
  now: Instant,
  settings: SurveySettings,
): Survey => ({
  id,
  version: 1,
  ticketId: ticket.id,
  cycle: ticket.reopenCount,
  customerId: ticket.customerId,
  shopId: ticket.shopId,
  status: 'scheduled',
  language: template.language,
  templateId: template.id,
  templateVersion: template.version,
  about: attributionOf(ticket),
  createdAt: now,
  updatedAt: now,
  sendAt: sendAtOf(ticket, ticket.resolvedAt ?? now, timeZone, settings),
  refusedChannels: [],
  attempts: 0,
  answers: 0,
});
