import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalStack } from '#local/options.ts';
import type { Random } from './random.ts';

export type Poison = { readonly queue: PoisonedQueue; readonly body: string };
type PoisonedQueue = 'ticket-escalations' | 'survey-dispatch' | 'notifications';

/** Which messages become dead letters; of these 37 are planted, whatever the size of the campaign. */
const plan: Readonly<Record<PoisonedQueue, number>> = {
  'ticket-escalations': 15,
  'survey-dispatch': 15,
  notifications: 7,
};
const timerAt = '2026-03-02T12:00:00.000Z';
const ids = {
  'ticket-escalations': { ticketId: 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY' },
  'survey-dispatch': { surveyId: 'svy_01K5Q8J3M9N4P6R7S8T9V0W1XY' },
  notifications: { data: { ticketId: 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY', seq: 1 } },
} as const;

/** Unparsable, of another schema, of a version nobody knows; each carries its mark, by which it is found in queues and would be found in logs. */
const spoiled = (queue: PoisonedQueue, mark: string, n: number): string => {
  const good = ids[queue];
  const bodies: readonly string[] = [
    `{"note":"${mark}`,
    `${mark} is no JSON`,
    JSON.stringify(mark),
    JSON.stringify([mark]),
    JSON.stringify({ note: mark }),
    JSON.stringify({ ticketId: mark, surveyId: mark, timerAt }),
    JSON.stringify({ ...good, timerAt: mark }),
    JSON.stringify({ version: 2, type: mark, payload: good }),
  ];
  return bodies[n % bodies.length] ?? mark;
};

/** The 37, in an order of their own. */
export const poisonOf = (random: Random, seed: number): readonly Poison[] => {
  const all = Object.entries(plan).flatMap(([name, count]) => {
    const queue = name as PoisonedQueue;
    return Array.from({ length: count }, (_, n): Poison => {
      const mark = `poison-${seed}-${queue}-${n}`;
      return { queue, body: spoiled(queue, mark, n) };
    });
  });
  return random.shuffled(all);
};

export const plant = async (stack: LocalStack, poison: readonly Poison[]): Promise<void> => {
  for (const { queue, body } of poison) await stack.engines.queues.send(`kefu-dev-${queue}`, body);
};

type Letter = {
  readonly queue: string;
  readonly body: string;
  readonly messageId: string;
  readonly receives: number;
};

/** Everything in the dead-letter queues; they hide it for a while. */
export const deadLetters = async ({ engines: { queues } }: LocalStack): Promise<Letter[]> => {
  const found: Letter[] = [];
  for (const { name } of queues.stats()) {
    if (!/-(dlq|failures)$/.test(name)) continue;
    for (;;) {
      const some = await queues.receive(name, 10);
      if (some.length === 0) break;
      for (const { body, messageId, attributes } of some) {
        const receives = Number(attributes['ApproximateReceiveCount']);
        found.push({ queue: name.replace(/^kefu-dev-|-dlq$/g, ''), body, messageId, receives });
      }
    }
  }
  return found;
};

/**
 * ESC-6: the dead letters are the poison and nothing else, each after five deliveries and this one, each with its failure in the log, and nowhere in a log
 * is there anything of what it said.
 */
export const checkPoison = (
  poison: readonly Poison[],
  letters: readonly Letter[],
  home: string,
): string[] => {
  const left = new Map<string, number>();
  for (const { queue, body } of poison) left.set(`${queue} ${body}`, (left.get(`${queue} ${body}`) ?? 0) + 1);
  const faults: string[] = [];
  const logs = logsOf(home);
  for (const { queue, body, messageId, receives } of letters) {
    const name = `${queue} ${body}`;
    const times = left.get(name) ?? 0;
    if (times === 0) faults.push(`not planted: ${name.slice(0, 120)}`);
    left.set(name, times - 1);
    if (receives !== MOST_RECEIVES + 1) faults.push(`${receives} deliveries: ${name.slice(0, 120)}`);
    if (!logs.some(({ text }) => text.includes(messageId))) faults.push(`no reason in the log: ${messageId}`);
  }
  for (const [name, times] of left) if (times > 0) faults.push(`not among the dead letters: ${name}`);
  for (const { file, text } of logs) if (text.includes('poison-')) faults.push(`a body in ${file}`);
  return faults;
};

/** Of every queue; a dead letter has been received once more, by us. */
const MOST_RECEIVES = 5;

const logsOf = (home: string): { file: string; text: string }[] =>
  readdirSync(join(home, 'logs')).map((file) => ({
    file,
    text: readFileSync(join(home, 'logs', file), 'utf8'),
  }));
