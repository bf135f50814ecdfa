import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Channel, Kind, Priority } from '#shared/domain/tickets/values.ts';
import type { Row } from './csv.ts';
import { instantReader } from './instants.ts';
import type { Mapping, Meaning } from './mapping.ts';

export type StatusTo = 'open' | 'pending' | 'onHold' | 'resolved' | 'closed';

/** One thing that happened to a case, in the words of this system. */
export type Step = { readonly at: Instant } & (
  | { readonly type: 'opened' }
  | { readonly type: 'assigned'; readonly to: string }
  | { readonly type: 'priority'; readonly to: Priority }
  | { readonly type: 'status'; readonly to: StatusTo }
);

export type Verdict = 'met' | 'breached';

/** A case of the source with everything that happened to it, in order of time; its first step is `opened`. */
export type Case = {
  readonly id: string;
  readonly subject: string;
  readonly customer: string;
  readonly kind: Kind;
  readonly channel: Channel;
  /** The priority it was opened with, and the last one. */
  readonly priority: Priority;
  readonly lastPriority: Priority;
  readonly verdict?: Verdict;
  readonly steps: readonly Step[];
};

/** A row in the words of the mapping. */
type Entry = {
  readonly at: Instant;
  readonly meaning: Meaning;
  readonly priority?: Priority | undefined;
  readonly assignee?: string | undefined;
  readonly openedAt?: Instant | undefined;
  readonly resolvedAt?: Instant | undefined;
  readonly verdict?: Verdict | undefined;
};

type Draft = { readonly id: string; readonly first: Row; readonly entries: Entry[] };

/**
 * The cases of a log's rows, in the order in which they were opened. Rows of a case are put in order of time; rows of one instant keep the
 * order of the file. Throws where a row has a state, a priority, a verdict or a time that the mapping doesn't know.
 */
export const readCases = async (
  rows: AsyncIterable<Row> | Iterable<Row>,
  mapping: Mapping,
): Promise<Case[]> => {
  const read = entryReader(mapping);
  const drafts = new Map<string, Draft>();
  for await (const row of rows) {
    const id = row[mapping.columns.case] ?? '';
    const entry = read(row, id);
    const draft = drafts.get(id);
    if (draft) draft.entries.push(entry);
    else drafts.set(id, { id, first: row, entries: [entry] });
  }
  const cases = [...drafts.values()].map((draft) => caseOf(draft, mapping));
  return cases.sort((a, b) => openedAt(a) - openedAt(b) || (a.id < b.id ? -1 : 1));
};

export const openedAt = ({ steps }: Case): Instant => steps[0]?.at ?? 0;

const textOf = (row: Row, column: string | undefined, { missing }: Mapping): string | undefined => {
  if (column === undefined) return undefined;
  const text = row[column];
  if (text === undefined) throw new Error(`the file has no column ${column}`);
  return missing.includes(text) ? undefined : text;
};

/** The texts of several columns as one name; what isn't given is left out, and nothing given is no name. */
const joined = (row: Row, columns: readonly string[], mapping: Mapping): string | undefined => {
  const texts = columns.map((column) => textOf(row, column, mapping)).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join(' / ');
};

const entryReader = (mapping: Mapping) => {
  const { columns, states, priorities } = mapping;
  const readInstant = instantReader(mapping.time);
  return (row: Row, id: string): Entry => {
    const refuse = (what: string, text: string | undefined): never => {
      throw new Error(`case ${id}: the mapping doesn't know the ${what} ${text ?? '(none)'}`);
    };
    const time = (column: string | undefined): Instant | undefined => {
      const text = textOf(row, column, mapping);
      return text === undefined ? undefined : (readInstant(text) ?? refuse('time', text));
    };
    const word = <Word>(what: string, column: string | undefined, words: Readonly<Record<string, Word>>) => {
      const text = textOf(row, column, mapping);
      return text === undefined ? undefined : (words[text] ?? refuse(what, text));
    };
    const { verdict } = columns;
    return {
      at: time(columns.at) ?? refuse('time', undefined),
      meaning: word('state', columns.state, states) ?? refuse('state', undefined),
      priority: word('priority', columns.priority, priorities),
      assignee: joined(row, columns.assignee, mapping),
      openedAt: time(columns.openedAt),
      resolvedAt: time(columns.resolvedAt),
      verdict:
        verdict &&
        word<Verdict>('verdict', verdict.column, { [verdict.met]: 'met', [verdict.breached]: 'breached' }),
    };
  };
};

const caseOf = ({ id, first, entries }: Draft, mapping: Mapping): Case => {
  entries.sort((a, b) => a.at - b.at);
  const { columns, channels } = mapping;
  const channel = textOf(first, columns.channel, mapping);
  const priority = entries[0]?.priority ?? 'normal';
  const verdict = entries.at(-1)?.verdict;
  return {
    id,
    subject: [id, joined(first, columns.subject, mapping)].filter(Boolean).join(': '),
    customer: textOf(first, columns.customer, mapping) ?? `Customer of ${id}`,
    kind: mapping.kind,
    channel: (channel === undefined ? undefined : channels[channel]) ?? mapping.channel,
    priority,
    lastPriority: entries.findLast((entry) => entry.priority !== undefined)?.priority ?? priority,
    ...(verdict ? { verdict } : {}),
    steps: stepsOf(entries, priority),
  };
};

/** Where a case stands while its rows are read. */
type Standing = {
  status: 'new' | StatusTo;
  priority: Priority;
  assignee: string | undefined;
  readonly steps: Step[];
};

const stepsOf = (entries: readonly Entry[], priority: Priority): Step[] => {
  const [first] = entries;
  if (!first) return [];
  const standing: Standing = {
    status: 'new',
    priority,
    assignee: undefined,
    steps: [{ type: 'opened', at: first.openedAt ?? first.at }],
  };
  const last = lastClosing(entries);
  entries.forEach((entry, i) => {
    const at = i === last ? (entry.resolvedAt ?? entry.at) : entry.at;
    follow(standing, entry, Math.max(at, standing.steps.at(-1)?.at ?? 0));
  });
  return standing.steps;
};

/** The row by which a case was resolved for good: the first of the closings after which nobody worked on it again. */
const lastClosing = (entries: readonly Entry[]): number => {
  const worked = entries.findLastIndex(
    ({ meaning }) => meaning !== 'resolved' && meaning !== 'closed' && meaning !== 'ignored',
  );
  return entries.findIndex(({ meaning }, i) => i > worked && meaning === 'resolved');
};

const follow = (standing: Standing, entry: Entry, at: Instant): void => {
  const { meaning } = entry;
  const ends = meaning === 'resolved' || meaning === 'closed';
  if (meaning === 'open' || meaning === 'assigned') toStatus(standing, 'open', at, meaning === 'assigned');
  if (!ends && isWorkedOn(standing)) {
    if (entry.priority !== undefined && entry.priority !== standing.priority) {
      standing.priority = entry.priority;
      standing.steps.push({ type: 'priority', to: entry.priority, at });
    }
    assign(standing, entry, at);
  }
  if (meaning === 'closed' && isWorkedOn(standing)) toStatus(standing, 'resolved', at);
  if (meaning === 'pending' || meaning === 'onHold' || ends) toStatus(standing, meaning, at);
};

const isWorkedOn = ({ status }: Standing): boolean => status !== 'resolved' && status !== 'closed';

/** A new case that is about to be given to somebody opens by that. */
const toStatus = (standing: Standing, to: StatusTo, at: Instant, byAssignment = false): void => {
  const { status } = standing;
  if (status === to || status === 'closed' || (status === 'resolved' && to !== 'open' && to !== 'closed'))
    return;
  if (status === 'new' && byAssignment) return;
  standing.status = to;
  standing.steps.push({ type: 'status', to, at });
};

const assign = (standing: Standing, { assignee, meaning }: Entry, at: Instant): void => {
  if (assignee === undefined || (meaning !== 'assigned' && assignee === standing.assignee)) return;
  standing.assignee = assignee;
  if (standing.status === 'new') standing.status = 'open';
  standing.steps.push({ type: 'assigned', to: assignee, at });
};
