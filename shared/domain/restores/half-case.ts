import type { RestoreProblem } from './restore.ts';
import type { Stored } from './rules.ts';

/** What was found in one case: what stays wrong, and items that have no place there without the change that brought them. */
export type HalfCase = {
  readonly problems: readonly RestoreProblem[];
  readonly takeAway: readonly { readonly code: string; readonly item: Stored }[];
};

const typed = (items: readonly Stored[], type: string): readonly Stored[] =>
  items.filter((item) => item['t'] === type);
const dataOf = (event: Stored): Stored => (event['data'] as Stored | undefined) ?? {};

/** Halves of transactions in the partition of a case (docs/snapshots.md, Halves): its head and everything that lies beside it. */
export const halvesOfCase = (ticketId: string, items: readonly Stored[]): HalfCase => {
  const problem = (code: string, reason?: string): RestoreProblem => ({
    code,
    id: ticketId,
    ...(reason === undefined ? {} : { reason }),
  });
  const head = items.find(({ sk }) => sk === 'A');
  if (head === undefined) {
    const isOnlyCounted = items.every(({ sk, seqs }) => sk === 'CNT' && !(seqs instanceof Set));
    return isOnlyCounted
      ? { problems: [], takeAway: items.map((item) => ({ code: 'countsWithoutCase', item })) }
      : { problems: [problem('caseMissing')], takeAway: [] };
  }
  const last = Number(head['eventSeq']);
  const isBeyond = ({ seq }: Stored): boolean => Number(seq) > last;
  const events = typed(items, 'event');
  const steps = typed(items, 'escalation');
  const lateStep = ({ n }: Stored): boolean => Number(n) > Number(head['escalations']);
  return {
    problems: [
      ...gaps(events, last).map((span) => problem('eventsMissing', span)),
      ...messageProblems(
        items,
        events.filter((event) => !isBeyond(event)),
      ).map((code) => problem(code)),
      ...(steps.filter((step) => !lateStep(step)).length < Number(head['escalations'])
        ? [problem('stepMissing')]
        : []),
      ...partProblems(head, items, events).map((code) => problem(code)),
    ],
    takeAway: [
      ...events.filter(isBeyond).map((item) => ({ code: 'eventBeyondCase', item })),
      ...typed(items, 'rung')
        .filter(isBeyond)
        .map((item) => ({ code: 'rungBeyondCase', item })),
      ...steps.filter(lateStep).map((item) => ({ code: 'stepBeyondCase', item })),
    ],
  };
};

/** Spans of numbers that the timeline lacks, as `3` or `3-5`. */
const gaps = (events: readonly Stored[], last: number): readonly string[] => {
  const seqs = [0, ...events.map(({ seq }) => Number(seq)).filter((seq) => seq <= last), last + 1];
  return seqs
    .sort((a, b) => a - b)
    .flatMap((seq, n) => {
      const [from, to] = [(seqs[n - 1] ?? -1) + 1, seq - 1];
      if (n === 0 || from > to) return [];
      return [from === to ? `${from}` : `${from}-${to}`];
    });
};

/** Every message has the fact that tells of it, and every fact its message; each version but the last lies beside it. */
const messageProblems = (items: readonly Stored[], events: readonly Stored[]): readonly string[] => {
  const told = new Set(
    events
      .filter(({ type }) => type === 'created' || type === 'messageAdded')
      .map((event) => String(dataOf(event)['messageId'])),
  );
  const messages = typed(items, 'message');
  const ids = new Set(messages.map(({ id }) => String(id)));
  const edits = Map.groupBy(typed(items, 'messageEdit'), ({ messageId }) => String(messageId));
  const toldEdits = events.filter(({ type }) => type === 'messageEdited');
  return [
    ...[...told].filter((id) => !ids.has(id)).map(() => 'messageMissing'),
    ...[...ids].filter((id) => !told.has(id)).map(() => 'messageUntold'),
    ...toldEdits
      .filter((event) => {
        const { messageId, edit } = dataOf(event);
        return !(edits.get(String(messageId)) ?? []).some(({ n }) => n === edit);
      })
      .map(() => 'editMissing'),
    ...messages
      .filter(
        ({ id, editedAt }) =>
          editedAt !== undefined && !toldEdits.some((event) => dataOf(event)['messageId'] === id),
      )
      .map(() => 'editUntold'),
  ];
};

/** Tasks and fired rungs have a fact of their own. */
const partProblems = (
  head: Stored,
  items: readonly Stored[],
  events: readonly Stored[],
): readonly string[] => {
  const tasks = new Set(typed(items, 'task').map(({ id }) => String(id)));
  const added = events
    .filter(({ type }) => type === 'taskAdded')
    .map((event) => String(dataOf(event)['taskId']));
  const seqs = new Set(events.map(({ seq }) => Number(seq)));
  const rungs = typed(items, 'rung');
  const named = ({ cycle, target, rung }: Stored): string => `${cycle} ${target} ${rung}`;
  const fired = new Set(rungs.map(named));
  const told = events.map(dataOf).filter(({ rung }) => rung !== undefined);
  return [
    ...added.filter((id) => !tasks.has(id)).map(() => 'taskMissing'),
    ...[...tasks].filter((id) => !added.includes(id)).map(() => 'taskUntold'),
    ...rungs.filter(({ seq }) => !seqs.has(Number(seq))).map(() => 'rungUntold'),
    ...[...told, ...firedOf(head)].filter((rung) => !fired.has(named(rung))).map(() => 'rungMissing'),
  ];
};

/** Rungs of which the head says that they have fired, in the present cycle. */
const firedOf = ({ sla }: Stored): readonly Stored[] => {
  const clocks = (sla as { readonly clocks?: readonly Stored[] } | undefined)?.clocks ?? [];
  return clocks.flatMap(({ target, cycle, fired = [] }) =>
    (fired as readonly string[]).map((rung) => ({ cycle, target, rung })),
  );
};
