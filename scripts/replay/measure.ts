import type { Priority } from '#shared/domain/tickets/values.ts';
import { type TicketAnswer, ticketAnswer, timelineAnswer } from './answers.ts';
import type { Case, Verdict } from './cases.ts';
import type { Client } from './client.ts';
import { atOnce } from './drive.ts';
import type { Known } from './steps.ts';

const HANDS = 8;

/** How our verdicts compare with the source's, for one priority. */
export type Agreement = {
  readonly compared: number;
  readonly agreed: number;
  readonly breachedHere: number;
  readonly breachedThere: number;
};

export type Outcome = {
  /** Events on all timelines. */
  readonly events: number;
  readonly warnings: number;
  readonly breaches: number;
  readonly escalations: Readonly<Record<'level1' | 'level2', number>>;
  readonly agreement: Readonly<Partial<Record<Priority, Agreement>>>;
  /** Cases without a verdict on one of the sides: not resolved, or the source says nothing. */
  readonly notCompared: number;
};

/** Reads every ticket and its timeline once more and counts what became of them. */
export const measure = async (
  client: Client,
  cases: readonly Case[],
  tickets: ReadonlyMap<string, Known>,
): Promise<Outcome> => {
  const counts = { events: 0, warnings: 0, breaches: 0, level1: 0, level2: 0 };
  const verdicts: { of: Case; ours: Verdict | undefined }[] = [];
  await atOnce(cases, HANDS, async (of) => {
    const id = tickets.get(of.id)?.ticket.id;
    if (id === undefined) throw new Error(`case ${of.id} has no ticket`);
    verdicts.push({
      of,
      ours: verdictOn(ticketAnswer.parse((await client.call('admin', 'GET', `/v1/tickets/${id}`)).body)),
    });
    for await (const { type, data } of timeline(client, id)) {
      counts.events += 1;
      if (type === 'slaWarning') counts.warnings += 1;
      if (type === 'slaBreached') counts.breaches += 1;
      if (type === 'escalated') counts[data['level'] === 2 ? 'level2' : 'level1'] += 1;
    }
  });
  const { level1, level2, ...rest } = counts;
  return { ...rest, escalations: { level1, level2 }, ...compare(verdicts) };
};

async function* timeline(client: Client, id: string) {
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = timelineAnswer.parse(
      (await client.call('admin', 'GET', `/v1/tickets/${id}/timeline?limit=100${query}`)).body,
    );
    yield* page.items;
    cursor = page.nextCursor;
  }
}

/** What the resolution clock says of a ticket that was resolved. */
export const verdictOn = ({ sla }: Pick<TicketAnswer, 'sla'>): Verdict | undefined => {
  const clock = sla.clocks.find(({ target }) => target === 'resolution');
  if (clock === undefined || clock.metAt === undefined) return undefined;
  return clock.state === 'met' || clock.state === 'breached' ? clock.state : undefined;
};

/** Counts agreement by the last priority the source gave. */
export const compare = (
  verdicts: readonly { of: Pick<Case, 'verdict' | 'lastPriority'>; ours: Verdict | undefined }[],
) => {
  const agreement: Partial<Record<Priority, Agreement>> = {};
  let notCompared = 0;
  for (const { of, ours } of verdicts) {
    if (ours === undefined || of.verdict === undefined) {
      notCompared += 1;
      continue;
    }
    const before = agreement[of.lastPriority] ?? {
      compared: 0,
      agreed: 0,
      breachedHere: 0,
      breachedThere: 0,
    };
    agreement[of.lastPriority] = {
      compared: before.compared + 1,
      agreed: before.agreed + (ours === of.verdict ? 1 : 0),
      breachedHere: before.breachedHere + (ours === 'breached' ? 1 : 0),
      breachedThere: before.breachedThere + (of.verdict === 'breached' ? 1 : 0),
    };
  }
  return { agreement, notCompared };
};
