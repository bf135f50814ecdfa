import { iso } from '#shared/domain/kernel/time.ts';
import { type Case, openedAt, readCases, type Step } from '../replay/cases.ts';
import { readRows } from '../replay/csv.ts';
import { loadMapping } from '../replay/mapping.ts';

/** What of a step a file tells: a change of priority has no word there, the case has its last one. */
const eventOf = (step: Step): unknown => {
  if (step.type === 'status') return { at: iso(step.at), type: 'statusChanged', to: step.to };
  return step.type === 'assigned' ? { at: iso(step.at), type: 'assigned', agent: step.to } : undefined;
};

/** A case of another system's log as a line of NDJSON, with its past. */
const lineOf = (one: Case): string =>
  JSON.stringify({
    externalId: one.id,
    kind: one.kind,
    priority: one.lastPriority,
    subject: one.subject,
    body: one.subject,
    channel: one.channel,
    customerExternalId: one.customer,
    customerName: one.customer,
    createdAt: iso(openedAt(one)),
    events: one.steps.flatMap((step) => eventOf(step) ?? []),
  });

/** The cases of an event log, the first opened first, as lines of NDJSON. */
export const ticketLines = async (
  file: string,
  mapping = 'servicenow',
  limit = Number.POSITIVE_INFINITY,
): Promise<string[]> => {
  const cases = await readCases(readRows(file), loadMapping(mapping));
  return cases.slice(0, limit).map(lineOf);
};
