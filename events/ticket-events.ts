import { idSchema } from '#shared/domain/kernel/ids.ts';
import {
  channelSchema,
  escalationLevelSchema,
  kindSchema,
  prioritySchema,
  severitySchema,
  ticketStatusSchema,
  visibilitySchema,
} from '#shared/domain/tickets/values.ts';
import { defineEvent } from './envelope.ts';
import { authorSchema, categorySchema, number, teamIdSchema } from './words.ts';

/** What happens to a case and in its conversation. */
export const ticketCreated = defineEvent('ticket.created', {
  when: 'A case is opened, by whomever and through whichever channel.',
  data: {
    channel: channelSchema,
    kind: kindSchema,
    category: categorySchema,
    severity: severitySchema,
    priority: prioritySchema,
    teamId: teamIdSchema,
    escalationLevel: escalationLevelSchema,
    messageId: idSchema('msg'),
  },
});

export const ticketTriaged = defineEvent('ticket.triaged', {
  when: 'The system filled in what the case is about.',
  data: { kind: kindSchema, category: categorySchema, severity: severitySchema },
});

export const ticketAssigned = defineEvent('ticket.assigned', {
  when: 'A case is given to a person or a team; `null` is nobody in person.',
  data: {
    fromAssigneeId: idSchema('usr').nullable(),
    assigneeId: idSchema('usr').nullable(),
    fromTeamId: teamIdSchema,
    teamId: teamIdSchema,
  },
});

const message = { messageId: idSchema('msg'), visibility: visibilitySchema };

export const ticketMessageAdded = defineEvent('ticket.messageAdded', {
  when: 'Somebody wrote in the case: a public message or an internal note.',
  data: { ...message, author: authorSchema },
});

export const ticketMessageEdited = defineEvent('ticket.messageEdited', {
  when: 'A message was edited; `edit` counts its edits.',
  data: { ...message, edit: number },
});

export const ticketStatusChanged = defineEvent('ticket.statusChanged', {
  when: 'The status of a case changed.',
  data: { from: ticketStatusSchema, to: ticketStatusSchema },
});

export const ticketReopened = defineEvent('ticket.reopened', {
  when: 'A resolved case came back; `ticket.statusChanged` is published as well.',
  data: { reopenCount: number },
});

export const ticketMerged = defineEvent('ticket.merged', {
  when: 'A case was joined with another one.',
  data: {},
});

export const ticketLinked = defineEvent('ticket.linked', {
  when: 'A case was linked with another one, as when a customer writes again after theirs was closed.',
  data: {},
});
