import * as z from 'zod';
import { meAnswer } from './answers.ts';
import type { Client } from './client.ts';
import type { Promises } from './mapping.ts';

/** An agent of the sample staff: the name tokens are asked by, and the id tickets are given to. */
export type Agent = { readonly user: string; readonly id: string };

export type Desk = {
  readonly agents: readonly Agent[];
};

const AGENTS = ['agent1', 'agent2', 'agent3'];
const named = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string() })),
  nextCursor: z.string().optional(),
});
const made = z.object({ id: z.string() });

/** Sets up calendar and policies of a mapping, where it has some, and reads who works here. What is there by its name is used again. */
export const setUp = async (client: Client, promises: Promises | undefined): Promise<Desk> => {
  if (promises) {
    const { calendar, policies } = promises;
    const calendarId = await ensure(client, '/v1/calendars', calendar.name, calendar);
    for (const policy of policies)
      await ensure(client, '/v1/sla-policies', policy.name, { ...policy, calendarId });
  }
  const agents = await Promise.all(
    AGENTS.map(async (user) => ({
      user,
      id: meAnswer.parse((await client.call(user, 'GET', '/v1/me')).body).id,
    })),
  );
  return { agents };
};

/** The id of what has that name; made when there is none. */
const ensure = async (client: Client, path: string, name: string, body: unknown): Promise<string> => {
  for (let cursor: string | undefined; ; ) {
    const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = named.parse((await client.call('admin', 'GET', `${path}?limit=100${query}`)).body);
    const found = page.items.find((item) => item.name === name);
    if (found) return found.id;
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return made.parse((await client.call('admin', 'POST', path, { body })).body).id;
};

/** The agent a person of the source stands for: the same for the same name, on every machine. */
export const agentFor = (name: string, agents: readonly Agent[]): Agent => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const agent = agents[hash % agents.length];
  if (!agent) throw new Error('there is nobody to give a case to');
  return agent;
};
