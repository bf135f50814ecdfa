import type { Journey } from '#test/support/local-stack.ts';
import type { Line } from './log-files.ts';

/** What is found of one escalation by the id of its case alone. */
export type Chain = {
  readonly ticketId: string;
  /** The steps for which nothing was found. */
  readonly missing: readonly string[];
};

type Entry = { readonly functionName: string } & Readonly<Record<string, unknown>>;
type Event = { readonly id: string; readonly type: string };

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * Follows an escalation of a case through what was logged: the sweep that sent it, the message its worker took, the transaction's event in the
 * timeline, the fact on the bus, and the notice to staff. Only the case's id is known at the beginning; each step names the next.
 */
export const chainOf = async (journey: Journey, lines: readonly Line[], ticketId: string): Promise<Chain> => {
  const entries = lines
    .filter(({ text }) => text.includes(ticketId) && text.startsWith('{'))
    .map(({ functionName, text }): Entry => ({ ...(JSON.parse(text) as object), functionName }));
  const of = (bundle: string, message: string): Entry[] =>
    entries.filter(
      (entry) =>
        entry.functionName === `kefu-dev-${bundle}` &&
        entry['message'] === message &&
        listOf(entry['entityIds']).includes(ticketId),
    );
  const sent = of('schedules-sla-sweep', 'sent').flatMap((entry) => listOf(entry['messageIds']));
  const taken = of('workers-ticket-escalations', 'message done').filter((entry) =>
    sent.includes(entry['messageId']),
  );
  const timeline = await journey.as('admin').get(`/v1/tickets/${ticketId}/timeline?limit=100`);
  const escalated = (timeline.body as { items: Event[] }).items.filter(({ type }) => type === 'escalated');
  const published = of('streams-publish-changes', 'published').filter((entry) =>
    escalated.some(({ id }) => listOf(entry['eventIds']).includes(id)),
  );
  const told = of('workers-notifications', 'message done').filter((entry) =>
    escalated.some(({ id }) => listOf(entry['entityIds']).includes(id)),
  );
  const steps = { sweep: sent, message: taken, transaction: escalated, event: published, notification: told };
  return {
    ticketId,
    missing: Object.entries(steps).flatMap(([step, found]) => (found.length === 0 ? [step] : [])),
  };
};
