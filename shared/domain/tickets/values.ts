import * as z from 'zod';

/** The words of the ticket language (`api.md`, The ticket). The API, the events and the table build their own sentences from these. */
export const kindSchema = z.enum(['consultation', 'complaint', 'return', 'exchange', 'productIssue']);
export const severitySchema = z.enum(['ordinary', 'severe', 'urgent']);
export const prioritySchema = z.enum(['low', 'normal', 'high', 'urgent']);
export const ticketStatusSchema = z.enum(['new', 'open', 'pending', 'onHold', 'resolved', 'closed']);
export const channelSchema = z.enum(['web', 'app', 'email', 'chat', 'phone', 'social', 'marketplace', 'api']);
export const openedBySchema = z.enum(['customer', 'agent']);
export const visibilitySchema = z.enum(['public', 'internal']);
export const escalationLevelSchema = z.literal([0, 1, 2]);

export type Kind = z.infer<typeof kindSchema>;
export type Severity = z.infer<typeof severitySchema>;
export type Priority = z.infer<typeof prioritySchema>;
export type TicketStatus = z.infer<typeof ticketStatusSchema>;
export type Channel = z.infer<typeof channelSchema>;
export type OpenedBy = z.infer<typeof openedBySchema>;
export type Visibility = z.infer<typeof visibilitySchema>;
export type EscalationLevel = z.infer<typeof escalationLevelSchema>;

/** Statuses in which somebody still works on the ticket. */
export const activeStatuses: readonly TicketStatus[] = ['new', 'open', 'pending', 'onHold'];
export const isActive = (status: TicketStatus): boolean => status !== 'resolved' && status !== 'closed';
