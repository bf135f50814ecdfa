import { failuresOf } from './checks.ts';
import { type Operation, operations } from './document.ts';
import { type Asked, type Base, basesOf, bodyOf, errorsOf, exchangeOf } from './exchange.ts';
import { readBack } from './read-back.ts';
import { type Finding, findingOf } from './report.ts';
import type { Rig } from './rig.ts';
import { isAbout, isSame } from './spellings.ts';
import { queuesOf } from './string-queues.ts';
import { aboutSomebodyElse, pathOf, textPlaces, wholeBody } from './text-fields.ts';
import { nodesOf, textsIn, withValue } from './tree.ts';
import type { Answer } from './wire.ts';

export type StringsLine = {
  readonly operation: string;
  readonly fields: readonly string[];
  readonly strings: number;
  readonly stored: number;
  readonly refused: number;
  readonly requests: number;
  /** How often which status refused strings without naming the field: a name that is there already, say. */
  readonly unnamed: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly findings: readonly Finding[];
};

/** Answered by comparison alone, or kept to recognise repeats: nobody is ever shown it. */
const neverShown: Readonly<Record<string, readonly string[]>> = {
  'tickets/check-identity': ['value'],
};

/**
 * By what deliveries and people are recognised: twice the same is a repeat, or goes on with what and whom there is already, and not all of it is
 * shown. The edge alone is given strings there.
 */
const recognised: Readonly<Record<string, readonly string[]>> = {
  'tickets/receive-message': ['externalId', 'inReplyTo', 'handle', 'phone'],
  'tickets/create': ['phone'],
  'public/create-ticket': ['phone'],
  'orders/receive': ['externalId'],
};

const missedIn = async (
  rig: Rig,
  { draft, answer, params }: Asked,
  sent: ReadonlyMap<string, string>,
): Promise<Map<string, string>> => {
  const missed = new Map(sent);
  const reply = { headers: new Headers(), body: bodyOf(answer), location: answer.headers['location'] };
  for await (const shown of readBack(rig.journey, draft, params, reply)) {
    const texts = [...new Set(textsIn(shown))];
    for (const [place, text] of missed)
      if (texts.some((one) => isSame(place, text, one))) missed.delete(place);
    if (missed.size === 0) break;
  }
  return missed;
};

/** What is made only to hold a string goes again where it can: names are free for the next operation, and the system stays small. */
const tidyUp = async (operation: Operation, { headers }: Answer, { journey }: Rig): Promise<void> => {
  const { location, etag } = headers;
  // Customers are only archived, which makes nothing smaller.
  const removable =
    operation.name !== 'customers/create-customer' &&
    operations.some(({ method, path }) => method === 'DELETE' && path === `${operation.path}/{id}`);
  if (!location?.startsWith('/') || !removable) return;
  const admin = journey.as('admin');
  const version = etag ?? (await admin.get(location)).headers.get('etag') ?? '';
  await admin.delete(location, undefined, { 'if-match': version });
};

/** The places that a refusal is about. */
const named = (answer: Answer, places: readonly string[]): string[] => {
  const names = errorsOf(answer).map(({ path }) => pathOf(path).join('.'));
  return places.filter((place) => names.some((name) => isAbout(name, place)));
};

/** Gives every string to every field for text of one operation; `undefined` where it has no such field. */
export const stringsOf = async (
  operation: Operation,
  strings: readonly string[],
  rig: Rig,
): Promise<StringsLine | undefined> => {
  const began = performance.now();
  const exchange = exchangeOf(operation, rig);
  const { bases, why } = await basesOf(operation, exchange);
  const hidden = neverShown[operation.name] ?? [];
  const numbers = recognised[operation.name] ?? [];
  const wanted = bases.map(({ body, places }) => ({
    body,
    places: places.filter((place) => !numbers.includes(place.split('.').at(-1) ?? '')),
  }));
  const fields = wanted.flatMap(({ places }) => places);
  const findings: Finding[] = [];
  const unnamed: Record<string, number> = {};
  let [stored, refused, requests] = [0, 0, 0];
  const line = (): StringsLine => ({
    ...{ operation: operation.name, fields, strings: strings.length, stored, refused, requests },
    ...{ unnamed, seconds: Math.round((performance.now() - began) / 1000), findings },
  });
  if (bases.length === 0) {
    const hasText = textPlaces(operation, wholeBody(operation, exchange.shop)).length > 0;
    if (hasText && !exchange.aftermath.neverTaken)
      findings.push({ check: 'can be reached', why, operation: operation.name, label: '', curl: '' });
    return hasText ? line() : undefined;
  }
  if (fields.length === 0) return undefined;
  const { address } = rig.journey.stack;

  const cameBack = async (asked: Asked, waiting: ReadonlyMap<string, string>): Promise<void> => {
    const sent = new Map([...waiting].filter(([place]) => !hidden.includes(String(pathOf(place).at(-1)))));
    const missed = await missedIn(rig, asked, sent);
    stored += waiting.size - missed.size;
    for (const [place, text] of missed) {
      const why = `${place} ${JSON.stringify(text.slice(0, 80))} is not shown as it was sent`;
      findings.push(findingOf(asked.draft, { check: 'text comes back', why }, address));
    }
    await tidyUp(operation, asked.answer, rig);
  };
  const exhaust = async ({ body: base, places }: Base): Promise<void> => {
    const nodes = operation.body ? nodesOf(operation.body.schema, base) : [];
    const schemaOf = (name: string) => nodes.find(({ path }) => path.join('.') === name)?.schema ?? {};
    const queues = queuesOf(
      places.map((name) => ({ name, schema: schemaOf(name) })),
      strings,
    );
    for (let waiting = queues.next(); waiting.size > 0; waiting = queues.next()) {
      const body = [...waiting].reduce(
        (made, [place, text]) => withValue(made, pathOf(place), text),
        aboutSomebodyElse(operation, base),
      );
      const asked = await exchange.ask(body);
      const { draft, answer } = asked;
      requests++;
      for (const failure of failuresOf(draft, answer)) findings.push(findingOf(draft, failure, address));
      if (answer.status < 300) {
        await cameBack(asked, waiting);
        queues.taken();
        continue;
      }
      const blamed = named(answer, [...waiting.keys()]);
      if (blamed.length === 0) {
        blamed.push([...waiting.keys()].at(-1) ?? '');
        unnamed[answer.status] = (unnamed[answer.status] ?? 0) + 1;
      }
      refused += blamed.length;
      queues.refused(blamed);
    }
  };
  for (const one of wanted) await exhaust(one);
  await exchange.aftermath.settle();
  return line();
};
