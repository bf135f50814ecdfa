import type { RouteId } from '#shared/contracts/routes.ts';
import { randomOf } from '../campaign/random.ts';
import { table } from '../support/matrix/table.ts';
import { aftermathOf } from './aftermath.ts';
import { plainBody, plainRequest, type Shop } from './bases.ts';
import { textOf } from './body-changes.ts';
import { callersOf } from './callers.ts';
import { expectationOf } from './cases.ts';
import type { Operation } from './document.ts';
import type { Draft } from './draft.ts';
import type { Rig } from './rig.ts';
import { aboutSomebodyElse, pathOf, textPlaces, wholeBody, withoutCulprit } from './text-fields.ts';
import { valueAt, without } from './tree.ts';
import type { Answer } from './wire.ts';

export type Asked = {
  readonly draft: Draft;
  readonly answer: Answer;
  readonly params: Record<string, string>;
};
type Errors = readonly { readonly path: string }[];

/** Operations that move a case on, and accounts of an order of the same instant: each that is let through needs one of its own. */
const once = new Set(['tickets/transition', 'tickets/escalate', 'tickets/acknowledge', 'orders/put-order']);

/** The object that an answer holds; an empty one where it holds none. */
export const bodyOf = (answer: Answer): Record<string, unknown> => {
  try {
    return JSON.parse(answer.text) as Record<string, unknown>;
  } catch {
    return {};
  }
};
/** The fields that a refusal names. */
export const errorsOf = (answer: Answer): Errors => (bodyOf(answer)['errors'] as Errors | undefined) ?? [];

/** Versions as the last answer told them, so that they are asked for only where somebody else may have written. */
const versionsOf = (read: (path: string) => Promise<string>) => {
  const known = new Map<string, string>();
  let last: string | undefined;
  return {
    of: async (path: string): Promise<string> => {
      last = path;
      const version = known.get(path) ?? (await read(path));
      known.set(path, version);
      return version;
    },
    learn: ({ status, headers }: Answer): void => {
      if (last === undefined || (status >= 400 && status !== 412)) return;
      const { etag } = headers;
      if (status < 300 && etag !== undefined) known.set(last, etag);
      else known.delete(last);
    },
  };
};

/** Sends one operation bodies of its own, to things that take them. */
export const exchangeOf = (operation: Operation, rig: Rig) => {
  const [user] = callersOf(operation);
  const aftermath = aftermathOf(operation, rig);
  const family = table[operation.name as RouteId]?.on ?? 'nothing';
  const versions = versionsOf(aftermath.versionOf);
  const making = { random: randomOf(1), ids: rig.ids };
  const shop: Shop = { world: rig.world, targets: rig.targets, making, params: {}, versionOf: versions.of };
  let target = rig.targets.fresh(operation.name, family);
  const attempt = async (body: unknown): Promise<Asked> => {
    const params = { ...(await target) };
    const plain = await plainRequest(operation, { n: 0, user, real: true }, { ...shop, params });
    const text = textOf(body);
    const draft: Draft = { ...plain, body: Buffer.from(text), expect: expectationOf(operation, text) };
    const answer = await rig.sender.send(draft);
    versions.learn(answer);
    return { draft, answer, params };
  };
  return {
    shop,
    aftermath,
    /** What the next request is about. */
    params: async (): Promise<Record<string, string>> => ({ ...(await target) }),
    ask: async (body: unknown): Promise<Asked> => {
      let asked = await attempt(body);
      if (asked.answer.status === 412) asked = await attempt(body);
      if ([404, 409, 410, 429].includes(asked.answer.status)) {
        target = rig.targets.fresh(operation.name, family);
        asked = await attempt(body);
      }
      if (asked.answer.status < 300 && once.has(operation.name))
        target = rig.targets.fresh(operation.name, family);
      return asked;
    },
  };
};
export type Exchange = ReturnType<typeof exchangeOf>;

type Learned = { readonly body?: unknown; readonly why: string };

/** A body with as many of its members as the operation takes together: what it refuses is left out until it takes the rest. */
const learned = async (operation: Operation, { shop, ask }: Exchange, start: unknown): Promise<Learned> => {
  const plain = plainBody(operation, shop);
  let body = start;
  let why = '';
  for (let tries = 0; tries < 40; tries++) {
    const { answer } = await ask(aboutSomebodyElse(operation, body));
    if (answer.status < 300) return { body, why };
    why = `${answer.status} ${answer.text.slice(0, 300)}`;
    const [error] = errorsOf(answer);
    const rest = error && withoutCulprit(operation, body, pathOf(error.path), plain);
    if (rest === undefined) break;
    body = rest;
  }
  return { why };
};

/** A body that the operation takes, and the places in it that strings are put into. */
export type Base = { readonly body: unknown; readonly places: readonly string[] };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Bodies that together have every text of the document that can be there at all: the whole one, and for each member that it could not have beside
 * others, the valid request with that member, if need be without another one.
 */
export const basesOf = async (
  operation: Operation,
  exchange: Exchange,
): Promise<{ readonly bases: readonly Base[]; readonly why: string }> => {
  const { shop, ask } = exchange;
  const whole = wholeBody(operation, shop);
  const placesIn = (body: unknown): string[] =>
    textPlaces(operation, body)
      .filter((path) => valueAt(body, path) !== undefined)
      .map((path) => path.join('.'));
  const { body: first, why } = await learned(operation, exchange, whole);
  if (first === undefined) return { bases: [], why };
  const bases: Base[] = [{ body: first, places: placesIn(first) }];
  const left = placesIn(whole).filter((place) => !bases[0]?.places.includes(place));
  const plain = plainBody(operation, shop);
  if (!isObject(whole) || !isObject(plain)) return { bases, why };
  for (const [member = '', places] of Map.groupBy(left, (place) => place.split('.')[0])) {
    const tried = { ...plain, [member]: whole[member] };
    const others = Object.keys(plain).filter((name) => name !== member);
    for (const body of [tried, ...others.map((name) => without(tried, [name]))]) {
      const { answer } = await ask(aboutSomebodyElse(operation, body));
      if (answer.status >= 300) continue;
      bases.push({ body, places });
      break;
    }
  }
  return { bases, why };
};
