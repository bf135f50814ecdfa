import { startJourney } from '#test/support/local-stack.ts';
import { type Ask, answerSurveys, liveThrough, type Send } from './day.ts';
import { exportAll } from './exports.ts';
import { type Planted, personOf } from './people.ts';
import { type Sighting, scanFiles, scannerOf } from './scan.ts';

export type Report = {
  readonly people: number;
  readonly requests: number;
  readonly surveysAnswered: number;
  readonly seconds: number;
  /** Where something was seen that may not be there: the place and what it was, never the value. */
  readonly found: readonly string[];
};

/** What left the system by mail lies with the local provider, which is not part of it. */
const hasLeft = (path: string): boolean => path.startsWith('state');
const isExport = (path: string): boolean => /(^|[/\\])exports[/\\]/.test(path);
const LANES = 6;

/** Plants people, has them and every role live through a day, looks for them everywhere, erases them and looks again (C8, C9, P2). */
export const runPlanted = async ({ people: count }: { readonly people: number }): Promise<Report> => {
  const began = performance.now();
  const journey = await startJourney({ now: Date.parse('2026-03-02T02:00:00Z') });
  const people = Array.from({ length: count }, (_, n) => personOf(n + 1));
  const scan = scannerOf(people);
  const found = new Map<string, number>();
  const note = (where: string, { field }: Sighting): void => {
    const place = `${field} in ${where}`;
    found.set(place, (found.get(place) ?? 0) + 1);
  };
  let requests = 0;
  const send: Send = async (ask, expected) => {
    requests++;
    const reply = await journey.as(ask.user)[ask.method](ask.path, ask.body, ask.headers);
    const place = `the answer ${reply.status} to ${ask.user}, ${ask.method.toUpperCase()} ${routeOf(ask)}`;
    if (!expected.includes(reply.status)) throw new Error(`${place}: ${JSON.stringify(reply.body)}`);
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    const { may = [] } = ask;
    for (const sighting of scan(text + JSON.stringify([...reply.headers])))
      if (!(may as readonly string[]).includes(sighting.field)) note(place, sighting);
    return reply;
  };
  // Everything the functions say to the table, the queues, the bus and the bucket, before it is stored. Who sends a mail needs its address.
  journey.stack.engines.setFaults(({ service, operation, body }) => {
    for (const sighting of scan(JSON.stringify(body)))
      if (service !== 'email' || sighting.field !== 'email') note(`a call ${service} ${operation}`, sighting);
    return undefined;
  });
  try {
    const customers = await inLanes(people, async (person) => (await liveThrough(person, send)).customerId);
    await journey.drain();
    for (const step of ['PT25H', 'PT25H', 'PT25H']) {
      await journey.advance(step);
      for (const schedule of ['sla-sweep', 'survey-due', 'audit-seal', 'customer-review'])
        await journey.run(schedule);
    }
    const byEmail = new Map(people.map((person) => [person.email, person]));
    const surveysAnswered = await answerSurveys(journey, (email) => byEmail.get(email));
    await journey.drain();
    await send(
      { user: 'supervisor1', method: 'get', path: '/v1/survey-responses', may: ['word', 'phone'] },
      [200],
    );
    await send({ user: 'analyst1', method: 'get', path: '/v1/survey-responses', may: ['word'] }, [200]);
    await send({ user: 'admin', method: 'get', path: '/v1/audit-events?limit=100' }, [200]);
    const exported = await exportAll(journey, send);
    for (const { user, resource, text } of exported) {
      for (const sighting of scan(text))
        if (user !== 'analyst1' || (sighting.field === 'word' && resource !== 'customers')) continue;
        else note(`the file of ${resource} of ${user}`, sighting);
    }
    const look = (when: string, except: (path: string) => boolean): void => {
      for (const { path, sighting } of scanFiles(journey.home, scan, except))
        note(`${path} ${when}`, sighting);
    };
    // What somebody has exported lies in their file, until it is fetched or somebody is erased.
    look('before erasure', (path) => hasLeft(path) || isExport(path));
    await eraseAll(customers, send, journey.drain);
    await journey.run('customer-review');
    await lookAfter(people, customers, send);
    await journey.drain();
    look('after erasure', hasLeft);
    const seconds = Math.round((performance.now() - began) / 1000);
    return { people: count, requests, surveysAnswered, seconds, found: linesOf(found) };
  } finally {
    journey.stack.engines.setFaults(undefined);
    await journey.close();
  }
};

const linesOf = (found: ReadonlyMap<string, number>): string[] =>
  [...found].map(([place, times]) => `${times} × ${place}`);

const routeOf = ({ path }: Ask): string => (path.split('?')[0] ?? '').replace(/\/[^/]*[\d_%][^/]*/g, '/…');

const eraseAll = async (ids: readonly string[], send: Send, drain: () => Promise<unknown>): Promise<void> => {
  await inLanes(ids, (id) =>
    send({ user: 'admin', method: 'post', path: `/v1/customers/${id}/erase`, body: {} }, [202]),
  );
  await drain();
};

/** Nobody finds them any more, not even who may see everything. */
const lookAfter = async (people: readonly Planted[], ids: readonly string[], send: Send): Promise<void> => {
  await inLanes(people, async ({ phone, n }) => {
    const id = ids[n - 1] ?? '';
    await send(
      { user: 'admin', method: 'get', path: `/v1/customers/${id}?reveal=phone,email,name,address` },
      [200, 403, 409, 429],
    );
    const tickets = await send({ user: 'admin', method: 'get', path: `/v1/tickets?customerId=${id}` }, [200]);
    for (const ticket of (tickets.body as { items: { id: string }[] }).items) {
      await send({ user: 'admin', method: 'get', path: `/v1/tickets/${ticket.id}` }, [200]);
      await send({ user: 'admin', method: 'get', path: `/v1/tickets/${ticket.id}/messages` }, [200]);
    }
    await send({ user: 'admin', method: 'get', path: `/v1/customers?q=${phone.slice(3)}` }, [200]);
  });
  await send({ user: 'admin', method: 'get', path: '/v1/survey-responses?limit=100' }, [200]);
};

/** A few at a time, results in order. */
const inLanes = async <T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
};
