import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '#shared/contracts/route.ts';
import { type RouteId, routes } from '#shared/contracts/routes.ts';
import { type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';
import type { Actor } from '#test/support/matrix/actors.ts';
import { type Facts, knows, type Verdict, verdictOf } from '#test/support/matrix/oracle.ts';
import { type Entry, table } from '#test/support/matrix/table.ts';
import {
  DESK_WORDS,
  makeWorld,
  PHONE_IN_TEXT,
  personalValues,
  type Thing,
  type World,
} from '#test/support/matrix/world.ts';

/** A version that nothing has: whoever is let through is told so, and changes nothing. */
const NO_VERSION = '"987654"';
/** How many routes are asked at once; the cells of one route follow one another. */
const AT_ONCE = 4;

type Cell = { route: RouteId; relation: string; actor: Actor; thing: Thing; entry: Entry };
type Outcome = { cell: string; actor: Actor; expected: Verdict; status: number; reply: Reply };

const ids = Object.keys(routes) as RouteId[];
const routeOf = (id: RouteId): Route => routes[id];

const cellsOf = (world: World, id: RouteId): Cell[] => {
  const entry = table[id];
  if (!entry) return [];
  return Object.entries(world.families[entry.on]).flatMap(([relation, thing]) =>
    world.actors.map((actor) => ({ route: id, relation, actor, thing, entry })),
  );
};

/** Refusals by permission come first, then the object; what a route refuses beside that is about an object the caller knows. */
const expectedOf = ({ route, actor, thing, entry }: Cell): Verdict => {
  const verdict = verdictOf(route, actor, thing);
  return verdict === 'allowed' ? (entry.also?.(actor, thing) ?? 'allowed') : verdict;
};

const allowedStatuses = ({ route, entry }: Cell): readonly number[] =>
  entry.allowed ?? (routeOf(route).ifMatch ? [412] : routeOf(route).success);

type Headers = Readonly<Record<string, string>>;

/** Sign-ins that are good now: new ones once a route has ended some. */
const signIns = (journey: Journey) => {
  let renewed: Map<string, Headers> | undefined;
  return {
    of: async (actor: Actor): Promise<Headers> => {
      if (renewed === undefined) return actor.headers;
      const headers = renewed.get(actor.name) ?? (await actor.renew());
      renewed.set(actor.name, headers);
      return headers;
    },
    /** A sign-in is known to the second: one of the second in which another was ended would be over too. */
    ended: async (): Promise<void> => {
      await journey.advance('PT2S');
      renewed = new Map();
    },
  };
};

const ask = async (
  journey: Journey,
  { world, headers }: { world: World; headers: Headers },
  { route, actor, thing, entry }: Cell,
): Promise<Reply> => {
  const { method, path, ifMatch } = routeOf(route);
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => thing.params[name] ?? '');
  const query = typeof entry.query === 'function' ? entry.query(world) : (entry.query ?? '');
  return journey.request(method, address + query, {
    headers: {
      ...headers,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(ifMatch ? { 'if-match': NO_VERSION } : {}),
    },
    ...(entry.body ? { body: entry.body(world, actor) } : {}),
  });
};

/** What of a list's answer is of the family, against what the caller may know of it. */
const shown = (world: World, { actor, entry }: Cell, reply: Reply): [string[], string[]] => {
  const family: readonly Thing[] = Object.values(world.families[entry.lists ?? 'nothing']);
  const of = (things: readonly Thing[]): string[] => things.map(({ params }) => params['id'] ?? '').sort();
  const { items } = reply.body as { items: { id: string }[] };
  const listed = new Set(items.map(({ id }) => id));
  const there = family.filter(({ missing }) => !missing);
  return [
    of(there.filter(({ params }) => listed.has(params['id'] ?? ''))),
    of(there.filter((thing) => knows(actor, thing as Facts))),
  ];
};

const masked = ({ body }: Reply): string =>
  JSON.stringify({ ...(body as Record<string, unknown>), instance: '', requestId: '' });

describe('the authorization matrix', () => {
  let journey: Journey;
  let world: World;
  let signed: ReturnType<typeof signIns>;
  const outcomes: Outcome[] = [];
  const lists: { cell: string; shown: string[]; known: string[] }[] = [];

  const runRoute = async (id: RouteId): Promise<void> => {
    for (const cell of cellsOf(world, id)) {
      const reply = await ask(journey, { world, headers: await signed.of(cell.actor) }, cell);
      if (cell.entry.ends && reply.status < 300) await signed.ended();
      const name = `${cell.route} by ${cell.actor.name} on ${cell.relation}`;
      outcomes.push({
        cell: name,
        actor: cell.actor,
        expected: expectedOf(cell),
        status: reply.status,
        reply,
      });
      if (cell.entry.lists !== undefined && reply.status === 200) {
        const [items, known] = shown(world, cell, reply);
        lists.push({ cell: name, shown: items, known });
      }
    }
  };

  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
    world = await makeWorld(journey);
    signed = signIns(journey);
    const waiting = ids.filter((id) => !table[id]?.ends);
    const work = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await runRoute(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    for (const id of ids.filter((each) => table[each]?.ends)) await runRoute(id);
  }, 600_000);
  afterAll(async () => {
    world.close();
    await journey.close();
  });

  it('knows how to ask every route: a new one needs a line in test/support/matrix/table.ts', () => {
    expect(ids.filter((id) => table[id] === undefined)).toEqual([]);
  });

  it('has at least 1,500 cells, of every route by every caller', () => {
    expect(outcomes.length).toBeGreaterThanOrEqual(1500);
    const asked = new Set(outcomes.map(({ cell }) => cell.replace(/ on .*$/, '')));
    expect(asked.size).toBe(ids.length * world.actors.length);
  });

  it('lets through whom role, scope and ownership let through, and nobody else', () => {
    const wrong = outcomes.flatMap(({ cell, expected, status, reply }) => {
      const id = cell.split(' ')[0] as RouteId;
      const entry = table[id];
      if (!entry) return [];
      const fits =
        expected === 'allowed'
          ? allowedStatuses({ route: id, entry } as Cell).includes(status)
          : status === expected;
      return fits ? [] : [{ cell, expected, status, body: JSON.stringify(reply.body).slice(0, 300) }];
    });
    expect(wrong).toEqual([]);
  });

  it('says the same of what is another’s as of what is not there, byte for byte', () => {
    const refusals = outcomes.filter(({ status, expected }) => status === 404 && expected === 404);
    const [first] = refusals;
    expect(refusals.length).toBeGreaterThan(100);
    const differing = refusals.filter(({ reply }) => first && masked(reply) !== masked(first.reply));
    expect(differing.map(({ cell, reply }) => `${cell}: ${masked(reply)}`)).toEqual([]);
  });

  it('shows no caller what is personal of another, nor numbers in texts to those who may not reveal them', () => {
    const shows = (value: string) =>
      outcomes.filter(
        ({ cell, reply }) =>
          !table[cell.split(' ')[0] as RouteId]?.whole && JSON.stringify(reply.body).includes(value),
      );
    for (const [name, values] of Object.entries(personalValues)) {
      for (const value of values) expect(shows(value).filter(({ actor }) => actor.name !== name)).toEqual([]);
    }
    expect(shows(personalValues['customer1']?.[0] ?? '').length).toBeGreaterThan(0);
    expect(new Set(shows(PHONE_IN_TEXT).map(({ actor }) => actor.name))).toEqual(
      new Set(['supervisor1', 'admin']),
    );
  });

  it('keeps the words of the desk from customers, visitors and holders of a link', () => {
    const readers = outcomes.filter(({ reply }) => JSON.stringify(reply.body).includes(DESK_WORDS));
    expect(readers.filter(({ actor }) => actor.kind !== 'staff').map(({ cell }) => cell)).toEqual([]);
    expect(new Set(readers.map(({ actor }) => actor.name)).size).toBeGreaterThan(4);
  });

  it('lists to each caller what they may know of, all of it and nothing else', () => {
    expect(lists.length).toBeGreaterThan(20);
    expect(lists.filter((one) => one.shown.join() !== one.known.join())).toEqual([]);
  });
});
