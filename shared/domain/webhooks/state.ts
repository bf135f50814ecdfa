import * as z from 'zod';
import { leaseSchema } from '../jobs/lease.ts';
import { type Instant, instantSchema, seconds } from '../kernel/time.ts';
import { GIVE_UP_MS, openFor } from './back-off.ts';

/** So many different things in a row must fail before the circuit opens: one that nobody wants is not the receiver's end. */
export const FAILURES_TO_OPEN = 10;
/** Longer than a try takes: a probe older than this has been lost with its worker. */
const PROBE_MS = seconds(30);

const failingSchema = z.object({
  /** The first failure since anything was taken. */
  since: instantSchema,
  /** Different streams that failed since then, as many as count. */
  streams: z.array(z.string()).max(FAILURES_TO_OPEN),
  /** How often the circuit opened since then. */
  opened: z.int().nonnegative(),
  openUntil: instantSchema.optional(),
  probe: z.object({ streamId: z.string(), until: instantSchema }).optional(),
});

const replaySchema = z.object({
  from: instantSchema,
  to: instantSchema,
  /** The event that was sent again last. */
  after: z.string().optional(),
  tries: z.int().nonnegative(),
});
export type Replay = Readonly<z.infer<typeof replaySchema>>;

/** How the deliveries of a webhook go, and what is to be done for it as a whole. Kept apart from what an administrator sets. */
export const webhookStateSchema = z.object({
  hookId: z.string(),
  /** 0: not kept yet. */
  version: z.int().nonnegative(),
  failing: failingSchema.optional(),
  /** The receiver said it is gone (410), or took nothing for three days. */
  disabled: z.object({ at: instantSchema, because: z.enum(['gone', 'failing']) }).optional(),
  /** A test that was asked for, by the id of its event. */
  test: z.object({ eventId: z.string(), at: instantSchema }).optional(),
  /** Streams that waited while nothing was sent are to go on. */
  resume: z.object({ since: instantSchema }).optional(),
  replays: z.array(replaySchema),
  lease: leaseSchema.optional(),
  /** When somebody has to look at it again. */
  timerAt: instantSchema.optional(),
});
export type WebhookState = Readonly<z.infer<typeof webhookStateSchema>>;

/** Replays that can wait for each other. */
export const MAX_REPLAYS = 5;

export const newState = (hookId: string): WebhookState => ({ hookId, version: 0, replays: [] });

/** With these fields set, those that are `undefined` taken away, under the next version. */
export const nextState = (
  before: WebhookState,
  change: { readonly [K in keyof WebhookState]?: WebhookState[K] | undefined },
): WebhookState =>
  webhookStateSchema.parse(
    Object.fromEntries(
      Object.entries({ ...before, ...change, version: before.version + 1 }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  );

/** Whether a stream may be tried now: `true`, `'probe'` when it would be the one try of a half-open circuit, or the instant to wait for. */
export const mayTry = (
  { failing }: WebhookState,
  streamId: string,
  now: Instant,
): true | 'probe' | Instant => {
  if (failing?.openUntil === undefined) return true;
  if (now < failing.openUntil) return failing.openUntil;
  const { probe } = failing;
  return probe && probe.streamId !== streamId && probe.until > now ? probe.until : 'probe';
};

/** The one try of a half-open circuit is this stream's. */
export const probing = (state: WebhookState, streamId: string, now: Instant): WebhookState =>
  state.failing
    ? nextState(state, { failing: { ...state.failing, probe: { streamId, until: now + PROBE_MS } } })
    : state;

/** Something was taken: the same object where nothing had failed. */
export const succeeded = (state: WebhookState): WebhookState =>
  state.failing ? nextState(state, { failing: undefined }) : state;

/**
 * A try failed. Opens the circuit after failures of ten streams in a row, and again when its one try fails; disables the webhook when nothing
 * was taken for 72 hours. `draw` lies between 0 and 1.
 */
export const failed = (state: WebhookState, streamId: string, now: Instant, draw: number): WebhookState => {
  const was = state.failing ?? { since: now, streams: [], opened: 0 };
  const streams = was.streams.includes(streamId)
    ? was.streams
    : [...was.streams, streamId].slice(-FAILURES_TO_OPEN);
  const { openUntil, probe: _, ...rest } = was;
  const wasOpen = openUntil !== undefined;
  const opens = wasOpen ? now >= openUntil : streams.length >= FAILURES_TO_OPEN;
  const opened = was.opened + (opens ? 1 : 0);
  const failing = {
    ...rest,
    streams,
    opened,
    ...(opens ? { openUntil: now + openFor(opened, draw) } : wasOpen ? { openUntil } : {}),
  };
  const isOver = now - failing.since >= GIVE_UP_MS;
  return nextState(state, { failing, ...(isOver ? { disabled: { at: now, because: 'failing' } } : {}) });
};

/** The receiver said that it is gone for good (410). */
export const gone = (state: WebhookState, now: Instant): WebhookState =>
  nextState(state, { disabled: { at: now, because: 'gone' } });

/** Back to a clean slate, after somebody has seen to it; what waited goes on. */
export const enabled = (state: WebhookState, now: Instant): WebhookState =>
  nextState(state, { failing: undefined, disabled: undefined, resume: { since: now }, timerAt: now });
