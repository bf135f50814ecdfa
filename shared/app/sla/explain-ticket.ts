import type { ResponseOf } from '#shared/contracts/route.ts';
import type { slaRoutes } from '#shared/contracts/sla.ts';
import { formatDuration } from '#shared/domain/kernel/duration.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type Instant, iso } from '#shared/domain/kernel/time.ts';
import {
  clockViews,
  type Explanation,
  explain,
  type LedgerEntry,
  type SlaState,
} from '#shared/domain/sla/sla.ts';
import type { Position } from '../lists.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { ticketOr404 } from '../tickets/access.ts';

type View = ResponseOf<(typeof slaRoutes)['sla/explain-ticket']>;

/** Up to 5,000 events of a ticket are read; one with a longer history is explained as far as that goes. */
const PAGE = 100;
const PAGES = 50;

const ledgerOf = async (
  ticketId: string,
  { lists }: Context,
): Promise<{ ledger: LedgerEntry[]; complete: boolean }> => {
  const ledger: LedgerEntry[] = [];
  let after: Position | undefined;
  for (let page = 0; page < PAGES; page++) {
    const slice = await lists.events(ticketId, { limit: PAGE, after });
    ledger.push(...slice.items.flatMap((event) => event.ledger ?? []));
    after = slice.next;
    if (after === undefined) return { ledger, complete: true };
  }
  return { ledger, complete: false };
};

const stepsOf = (
  ledger: readonly LedgerEntry[],
  { target, instance }: Explanation,
): View['clocks'][number]['steps'] =>
  ledger.flatMap((entry) => {
    if (!('target' in entry) || entry.target !== target || entry.instance !== instance) return [];
    const { kind, at, detectedAt, cycle, cause } = entry;
    return [
      {
        kind,
        at: iso(at),
        ...(detectedAt === undefined ? {} : { detectedAt: iso(detectedAt) }),
        cycle,
        ...(cause === undefined ? {} : { cause }),
      },
    ];
  });

const clockView = (
  explained: Explanation,
  ledger: readonly LedgerEntry[],
  state: View['clocks'][number]['state'],
): View['clocks'][number] => ({
  target: explained.target,
  instance: explained.instance,
  ...(state === undefined ? {} : { state }),
  duration: formatDuration(explained.targetMs),
  calendarId: explained.calendarId,
  calendarVersion: explained.calendarVersion,
  elapsed: formatDuration(explained.countedMs),
  intervals: explained.intervals.map(({ from, to, counted, reason, ms }) => ({
    ...{ from: iso(from), to: iso(to), counted, reason, elapsed: formatDuration(ms) },
  })),
  steps: stepsOf(ledger, explained),
});

/** The states of the clocks that the ticket has now, by target and instance. */
const statesOf = (sla: SlaState, now: Instant, context: Context) => {
  const views = clockViews(sla, now, context.config.sla);
  return new Map(sla.clocks.map(({ target, instance }, n) => [`${target} ${instance}`, views[n]?.state]));
};

/** `GET /v1/tickets/{id}/sla/explain`, for staff: a customer sees the clocks on the ticket itself. */
export const explainTicket: Operation<(typeof slaRoutes)['sla/explain-ticket']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  async run({ params }, context) {
    const ticket = ticketOr404(context, params.id);
    if (context.caller.type === 'customer') throw new Refusal('not_found');
    const { ledger, complete } = await ledgerOf(ticket.id, context);
    const states = statesOf(ticket.sla, context.now, context);
    const clocks = explain(ledger, context.now, context.config.sla).map((explained) =>
      clockView(explained, ledger, states.get(`${explained.target} ${explained.instance}`)),
    );
    const { policyId = null, policyVersion = null } = ticket.sla;
    return { body: { ticketId: ticket.id, policyId, policyVersion, clocks, complete } };
  },
};
