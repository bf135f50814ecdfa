import { ref } from '#shared/app/records.ts';
import { hours, minutes } from '#shared/domain/kernel/time.ts';
import type { Desk } from '../system/desk.ts';
import { headOf } from '../system/lists.ts';
import { people, settle } from '../system/people.ts';
import type { Ask, RouteName } from '../system/requests.ts';
import type { VirtualClock } from '../system/virtual-clock.ts';
import type { Racer } from './race.ts';

/** A Monday, ten in the morning in Shanghai. */
export const TEN = Date.parse('2026-03-02T02:00:00Z');

/** A new organisation, at ten. */
export const aDesk = async (desk: Desk, clock: VirtualClock, capacity = 10): Promise<void> => {
  clock.now = TEN;
  await settle(desk.store, TEN, capacity);
};

let keys = 0;
/** Asks, and goes on only when it was done. */
export const done = async (
  desk: Desk,
  route: RouteName,
  ask: Ask,
): Promise<Readonly<Record<string, unknown>>> => {
  const reply = await desk.ask(route, { key: `scene-${keys++}`, ...ask });
  if (reply.status >= 300) throw new Error(`${route}: ${reply.status} ${reply.code}`);
  return reply.body;
};

/** Somebody who asks for something, whatever comes of it. */
export const asks =
  (route: RouteName, ask: Ask): Racer =>
  async (desk) => {
    const { status, code } = await desk.ask(route, ask);
    return `${status} ${code ?? ''}`.trim();
  };

export const versionOf = (desk: Desk, id: string): number => headOf(desk.store.memory, id).version;

type Opening = { readonly channel?: string; readonly customerId?: string; readonly tags?: readonly string[] };
/** A complaint of the first customer. */
export const aCase = async (desk: Desk, { channel = 'web', ...more }: Opening = {}): Promise<string> => {
  const words = {
    kind: 'complaint',
    category: 'complaint.quality',
    subject: 'a case',
    body: 'words of hers',
  };
  const body = { ...words, channel, customerId: people.customer1.id, ...more };
  return String((await done(desk, 'open', { as: 'agent1', body }))['id']);
};

export const move = (desk: Desk, id: string, to: string): Promise<unknown> =>
  done(desk, 'move', {
    as: 'agent1',
    params: { id },
    ifMatch: versionOf(desk, id),
    body: { to, reason: 'because' },
  });

/** A case that was answered and resolved, from ten on. */
export const aResolvedCase = async (desk: Desk, more: Opening = {}): Promise<string> => {
  const id = await aCase(desk, more);
  await done(desk, 'write', {
    as: 'agent1',
    params: { id },
    body: { visibility: 'public', body: 'an answer' },
  });
  await move(desk, id, 'resolved');
  return id;
};

/** The same, a day later, when its survey has been sent. */
export const aSurvey = async (
  desk: Desk,
  clock: VirtualClock,
): Promise<{ id: string; surveyId: string; token: string }> => {
  const id = await aResolvedCase(desk);
  const surveyId = desk.surveyId(id, 0);
  clock.now = TEN + hours(24);
  await desk.work({ about: 'survey', id: surveyId });
  const { status } = desk.store.memory.one(ref('survey', surveyId)) ?? {};
  if (status !== 'sent') throw new Error(`the survey was not sent: ${status}`);
  clock.now += minutes(10);
  return { id, surveyId, token: desk.tokenOf(surveyId) };
};

/** The worker that takes a message about something. */
export const works =
  (about: 'ticket' | 'survey', id: string): Racer =>
  async (desk) => {
    await desk.work({ about, id });
    return 'worked';
  };

/** Goes through the clockwork until there is nothing to do, some minutes later. */
export const quiet = async (desk: Desk, clock: VirtualClock, later = minutes(2)): Promise<void> => {
  clock.now += later;
  for (let round = 0; round < 2; round++) {
    await desk.sweep();
    for (const message of desk.queue.splice(0)) await desk.work(message);
    clock.now += minutes(2);
  }
};
