import type { Case, Step } from '../../../scripts/replay/cases.ts';
import { type Mapping, mappingSchema } from '../../../scripts/replay/mapping.ts';

/** A small mapping with everything in it; the log's times are UTC. */
export const smallMapping: Mapping = mappingSchema.parse({
  name: 'small',
  columns: {
    case: 'case',
    at: 'at',
    state: 'state',
    openedAt: 'opened',
    resolvedAt: 'closed',
    priority: 'priority',
    assignee: ['group', 'person'],
    customer: 'caller',
    subject: ['topic'],
    channel: 'by',
    verdict: { column: 'sla', met: 'kept', breached: 'missed' },
  },
  missing: ['', '?'],
  time: { format: 'iso', zone: 'UTC' },
  states: {
    New: 'opened',
    Taken: 'assigned',
    Active: 'open',
    Waiting: 'pending',
    Vendor: 'onHold',
    Solved: 'resolved',
    Done: 'closed',
    Noted: 'ignored',
  },
  priorities: { P2: 'high', P3: 'normal' },
  channels: { Phone: 'phone' },
  kind: 'complaint',
  channel: 'web',
});

/** The n-th hour of Monday, 29 February 2016. */
export const hour = (n: number): string => new Date(Date.UTC(2016, 1, 29) + n * 3_600_000).toISOString();

const blank = {
  opened: '',
  closed: '',
  priority: 'P3',
  group: '?',
  person: '?',
  caller: 'Caller 1',
  topic: 'Printer',
  by: 'Phone',
  sla: 'kept',
};

/** A row of the small log. */
export const row = (id: string, at: number, state: string, more: Partial<typeof blank> = {}) => ({
  ...blank,
  case: id,
  at: hour(at),
  state,
  ...more,
});

/** A case made of steps at hours of the day. */
export const caseOf = (id: string, steps: readonly Step[], more: Partial<Case> = {}): Case => ({
  id,
  subject: id,
  customer: `Caller of ${id}`,
  kind: 'complaint',
  channel: 'web',
  priority: 'normal',
  lastPriority: 'normal',
  ...more,
  steps,
});
