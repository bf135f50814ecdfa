import type { Message } from '@aws-sdk/client-sqs';
import { catalogue } from '#events/catalogue.ts';
import { FAILURES } from '#infra/alarms/alarm.ts';
import { queues } from '#shared/contracts/queues.ts';
import { idsIn } from '#shared/domain/kernel/ids.ts';

/** What may be shown of a message that was given up: ids, words of the product and figures, never what somebody wrote. */
export type Letter = {
  readonly id: string;
  /** What kind of message it is, where it says so. */
  readonly type: string | undefined;
  /** The records it is about. */
  readonly ids: readonly string[];
  readonly sentAt: string;
  readonly ageSeconds: number;
  /** How often it was received, looks at it included. */
  readonly receives: number;
  readonly reason: string;
};

/** What may be shown of a message of the dead letters of that name (`exports-dlq`) at an instant. */
export const letterOf = (name: string, message: Message, now: number): Letter => {
  const { MessageId = '', Body = '', Attributes = {} } = message;
  const sent = Number(Attributes.SentTimestamp ?? 0);
  const receives = Number(Attributes.ApproximateReceiveCount ?? 0);
  const body = parsed(Body);
  return {
    id: MessageId,
    type: typeOf(body),
    ids: idsIn(Body, MAX_IDS),
    sentAt: new Date(sent).toISOString(),
    ageSeconds: Math.max(0, Math.round((now - sent) / 1000)),
    receives,
    reason: reasonOf(name, body, receives),
  };
};

/** One line for people. */
export const lineOf = ({ id, type, ids, ageSeconds, receives, reason }: Letter): string =>
  [
    id,
    `${ageText(ageSeconds)} old`,
    `received ${receives} times`,
    reason,
    ...(type ? [type] : []),
    ...ids,
  ].join('  ');

const MAX_IDS = 10;
/** Of messages that queues' own workers send each other. */
const OWN_TYPES: ReadonlySet<string> = new Set([
  'review',
  'advance',
  'restore',
  'upgrade',
  'webhook.stream',
  'webhook.work',
]);
const WORD = /^[a-z][a-zA-Z]*(?:\.[a-zA-Z]+)*$/;
const MAX_WORD = 40;

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const typeOf = (body: unknown): string | undefined => {
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  return typeof type === 'string' && (catalogue.has(type) || OWN_TYPES.has(type)) ? type : undefined;
};

/** Why it lies there, as far as the message itself tells; the log of its worker knows more. */
const reasonOf = (name: string, body: unknown, receives: number): string => {
  const failure = Object.entries(FAILURES).find(([id]) => id === name)?.[1];
  if (failure !== undefined) return failure;
  if (body === undefined) return 'it is not JSON';
  const queue = Object.entries(queues).find(([id]) => name === `${id}-dlq`)?.[1];
  const read = queue?.message.safeParse(body);
  if (!read || read.success) return `its worker failed, ${receives} tries`;
  const places = read.error.issues.map(({ path }) => path.map(shown).join('.')).filter(Boolean);
  return places.length === 0
    ? 'it is no message of this queue'
    : `it is no message of this queue: ${[...new Set(places)].join(', ')}`;
};

/** A name in a message may have been made up by whoever sent it. */
const shown = (part: PropertyKey): string =>
  typeof part === 'number' || WORD.test(String(part)) ? String(part).slice(0, MAX_WORD) : '?';

const ageText = (seconds: number): string => {
  for (const [length, unit] of [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const)
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit}`;
  return `${seconds} s`;
};
