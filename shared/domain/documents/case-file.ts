import type { Instant } from '../kernel/time.ts';

/** Who stands behind an id, as the reader may see them. */
export type NameOf = (id: string) => string;

/**
 * A case as its reader may see it: names and texts are masked by whoever made this. Words are those of the API, instants are formatted when the
 * document is made.
 */
export type CaseFile = {
  readonly number: string;
  readonly subject: string;
  readonly status: string;
  readonly kind: string;
  readonly category: string;
  readonly severity: string;
  readonly priority: string;
  readonly channel: string;
  readonly escalationLevel: number;
  readonly reopenCount: number;
  readonly tags: readonly string[];
  readonly orders: readonly string[];
  readonly customer: string;
  readonly team: string;
  readonly assignee: string;
  readonly owner: string;
  readonly createdAt: Instant;
  readonly firstResponseAt?: Instant | undefined;
  readonly resolvedAt?: Instant | undefined;
  readonly closedAt?: Instant | undefined;
  readonly clocks: readonly CaseClock[];
  /** Absent where the reader may not read conversations. */
  readonly messages?: readonly CaseMessage[] | undefined;
  readonly timeline: readonly CaseEvent[];
  readonly surveys: readonly CaseSurvey[];
  /** Whether there is more than what is listed here. */
  readonly isCut: boolean;
};

export type CaseClock = {
  readonly target: string;
  readonly state: string;
  readonly startedAt: Instant;
  readonly dueAt?: Instant | undefined;
  readonly metAt?: Instant | undefined;
  /** ISO 8601. */
  readonly elapsed: string;
};

export type CaseMessage = {
  readonly at: Instant;
  readonly author: string;
  readonly internal: boolean;
  readonly edited: boolean;
  readonly body: string;
};

export type CaseEvent = {
  readonly seq: number;
  readonly at: Instant;
  readonly type: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type CaseSurvey = {
  readonly status: string;
  readonly sentAt?: Instant | undefined;
  readonly answeredAt?: Instant | undefined;
  readonly csat?: number | undefined;
  readonly nps?: number | undefined;
  readonly comment?: string | undefined;
};
