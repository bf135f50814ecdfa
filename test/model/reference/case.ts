import type { always, Hours } from './calendar.ts';
import type { Clock, Plan, Promised, Status, Target } from './clocks.ts';

export type Level = 0 | 1 | 2;
/** One line of the timeline. `at` is missing where the product chooses it (see `Clock.passed`). */
export type Fact = {
  readonly type: string;
  readonly at?: number;
  readonly about?: string | number | undefined;
};

export type Case = {
  id: string;
  customerId: string;
  channel: 'web' | 'chat';
  openedBy: 'customer' | 'agent';
  kind: string;
  severity: string;
  priority: string;
  priorityGiven: boolean;
  status: Status;
  statuses: { status: Status; from: number }[];
  teamId: string;
  teamIds: string[];
  homeTeamId: string;
  assigneeId?: string | undefined;
  ownerId?: string | undefined;
  level: Level;
  /** Steps on the ladder, each with whether somebody acknowledged it. */
  steps: { level: Level; acknowledged: boolean }[];
  repliedBy: string[];
  createdAt: number;
  firstResponseAt?: number;
  resolvedAt?: number | undefined;
  closedAt?: number;
  closeAt?: number | undefined;
  reopens: number;
  version: number;
  facts: Fact[];
  clocks: Clock[];
  plan?: Plan;
  holdUntil: number;
  askedAt?: number;
  unansweredSince?: number | undefined;
  repliedAt?: number;
  handledAt?: number;
};

export type Policy = {
  readonly id: string;
  version: number;
  readonly position: number;
  readonly kinds?: readonly string[];
  readonly severities?: readonly string[];
  readonly priorities?: readonly string[];
  calendarId: string;
  promises: Readonly<Partial<Record<Target, Promised>>>;
};
/** The rules of the house. */
export type House = {
  readonly policies: Policy[];
  readonly calendars: Map<string, (Hours | typeof always)[]>;
  /** Team by team, where level 1 leads; level 2 leads to the last. */
  readonly teams: { readonly service: string; readonly lead: string; readonly management: string };
};
export type Now = { readonly now: number; readonly house: House };

export const isActive = (status: Status): boolean => status !== 'resolved' && status !== 'closed';
export const tell = (one: Case, type: string, at: number | undefined, about?: string | number): void => {
  one.facts.push({ type, ...(at === undefined || Number.isNaN(at) ? {} : { at }), about });
};

/** A promise was broken at this instant, for good. */
export const breach = (one: Case, clock: Clock, at: number): void => {
  clock.breached = true;
  clock.passed.breach = at;
  tell(one, 'slaBreached', at, clock.target);
};
