import { iso } from '#shared/domain/kernel/time.ts';
import type { Journey, OutboxItem } from '#test/support/local-stack.ts';

export type Case = {
  readonly id: string;
  readonly createdAt: number;
  readonly email: string;
  resolved: boolean;
  readonly written: string[];
};
export type Violations = { lost: string[]; twice: string[]; early: string[]; other: string[] };

type Event = { id: string; seq: number; type: string; at: string; data: Record<string, string | number> };

const hour = 3_600_000;
/** What the standard's deadlines say of a complaint nobody answers, written down apart from the product: hours after creation. */
const promises = [
  { type: 'slaWarning', target: 'firstResponse', hours: 18 },
  { type: 'slaBreached', target: 'firstResponse', hours: 24 },
  { type: 'slaWarning', target: 'initialHandling', hours: 36 },
  { type: 'slaBreached', target: 'initialHandling', hours: 48 },
  { type: 'slaWarning', target: 'resolution', hours: 54 },
  { type: 'slaBreached', target: 'resolution', hours: 72 },
] as const;
const rises = [
  { level: 1, hours: 24 },
  { level: 2, hours: 36 },
] as const;

const pages = async <T>(journey: Journey, path: string): Promise<T[]> => {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const reply = await journey.as('admin').get(`${path}?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    const page = reply.body as { items: T[]; nextCursor?: string };
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
};

const checkCase = (
  one: Case,
  events: readonly Event[],
  messages: ReadonlySet<string>,
  now: number,
  found: Violations,
): void => {
  if (!events.every(({ seq }, n) => seq === n + 1)) found.other.push(`${one.id}: seq has gaps`);
  for (const id of one.written) {
    if (!messages.has(id)) found.lost.push(`${one.id}: message ${id}`);
    const told = events.filter(
      ({ type, data }) => type === 'messageAdded' && data['messageId'] === id,
    ).length;
    if (told === 0) found.lost.push(`${one.id}: messageAdded of ${id}`);
    if (told > 1) found.twice.push(`${one.id}: messageAdded of ${id}`);
  }
  for (const { type, data, at } of events) {
    const detected = String(data['detectedAt'] ?? at);
    if ((type === 'slaWarning' || type === 'slaBreached' || type === 'escalated') && detected < at)
      found.early.push(`${one.id}: ${type} ${at}`);
  }
  if (one.resolved) return;
  for (const { type, target, hours } of promises) {
    const told = events.filter((event) => event.type === type && event.data['target'] === target);
    const due = one.createdAt + hours * hour;
    count(`${one.id}: ${type} ${target}`, told.length, due <= now ? 1 : 0, found);
    if (told.some(({ at }) => at !== iso(due)))
      found.other.push(`${one.id}: ${type} ${target} not at its instant`);
  }
  for (const { level, hours } of rises) {
    const told = events.filter(({ type, data }) => type === 'escalated' && data['to'] === level);
    count(`${one.id}: level ${level}`, told.length, one.createdAt + hours * hour <= now ? 1 : 0, found);
  }
};

const count = (what: string, seen: number, expected: number, found: Violations): void => {
  if (seen < expected) found.lost.push(what);
  if (seen > expected) (expected === 0 ? found.early : found.twice).push(what);
};

const checkSurveys = (
  cases: readonly Case[],
  sent: ReadonlyMap<string, number>,
  outbox: readonly OutboxItem[],
  found: Violations,
): void => {
  for (const { id, email, resolved } of cases) {
    const mails = outbox.filter(({ to }) => to === email).length;
    count(`${id}: survey mail`, mails, resolved ? 1 : 0, found);
    count(`${id}: surveySent`, sent.get(id) ?? 0, resolved ? 1 : 0, found);
  }
};

/** Reads everything back through the public API and compares it with what had to happen. */
export const check = async (journey: Journey, cases: readonly Case[]): Promise<Violations> => {
  const found: Violations = { lost: [], twice: [], early: [], other: [] };
  const now = await journey.now();
  const sent = new Map<string, number>();
  const queue = [...cases];
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let one = queue.pop(); one; one = queue.pop()) {
        const events = await pages<Event>(journey, `/v1/tickets/${one.id}/timeline`);
        const messages =
          one.written.length === 0
            ? []
            : await pages<{ id: string }>(journey, `/v1/tickets/${one.id}/messages`);
        checkCase(one, events, new Set(messages.map(({ id }) => id)), now, found);
        sent.set(one.id, events.filter(({ type }) => type === 'surveySent').length);
      }
    }),
  );
  checkSurveys(cases, sent, await journey.outbox(), found);
  for (const { name, visible, inFlight, deadLetters } of await journey.queues()) {
    if (visible + inFlight + deadLetters > 0)
      found.other.push(`queue ${name}: ${visible} waiting, ${deadLetters} dead`);
  }
  return found;
};
