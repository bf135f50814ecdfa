import type { RouteId } from '#shared/contracts/routes.ts';
import { randomOf } from '../campaign/random.ts';
import { table } from '../support/matrix/table.ts';
import { aftermathOf } from './aftermath.ts';
import { plainBody, plainRequest, type Shop } from './bases.ts';
import { textOf } from './body-changes.ts';
import { callersOf } from './callers.ts';
import { failuresOf } from './checks.ts';
import { type Operation, operations } from './document.ts';
import type { Draft } from './draft.ts';
import { late } from './guard.ts';
import { naughty } from './naughty.ts';
import { readBack } from './read-back.ts';
import { type Finding, findingOf } from './report.ts';
import type { Rig } from './rig.ts';
import { aboutSomebodyElse, pathOf, textPlaces, wholeBody, withoutCulprit } from './text-fields.ts';
import { type Path, textsIn, valueAt, withValue } from './tree.ts';
import type { Answer } from './wire.ts';

export type StringsOptions = {
  /** How many of the strings, evenly chosen among all, or which. */
  readonly strings: number | readonly string[];
  readonly only?: string | undefined;
  readonly tell?: (line: StringsLine) => void;
};
export type StringsLine = {
  readonly operation: string;
  readonly fields: readonly string[];
  readonly stored: number;
  readonly refused: number;
  readonly findings: readonly Finding[];
};
export type StringsReport = {
  readonly lines: readonly StringsLine[];
  readonly strings: number;
  readonly fields: number;
  readonly stored: number;
  readonly refused: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
};

/** Answered by comparison alone, or kept to recognise repeats: nobody is ever shown it. */
const neverShown: Readonly<Record<string, readonly string[]>> = {
  'tickets/check-identity': ['value'],
};

/** By what deliveries and people are recognised: twice the same is a repeat, or goes on with what is there, and not all of it is shown. */
const recognised: Readonly<Record<string, readonly string[]>> = {
  'tickets/receive-message': ['externalId', 'inReplyTo', 'handle'],
  'orders/receive': ['externalId'],
};

/** Operations that move a case on, and accounts of an order of the same instant: each needs one of its own. */
const once = new Set(['tickets/transition', 'tickets/escalate', 'tickets/acknowledge', 'orders/put-order']);

/** How a text may come back: composed, and as a line without space around it; tags and codes in their one spelling. */
const spellings = (text: string): readonly string[] => {
  const composed = text.normalize('NFC');
  const folded = text.normalize('NFKC').trim();
  return [composed, composed.trim(), folded, folded.toLowerCase()];
};

type Errors = readonly { readonly path: string }[];
const bodyOf = (answer: Answer): Record<string, unknown> => {
  try {
    return JSON.parse(answer.text) as Record<string, unknown>;
  } catch {
    return {};
  }
};
const errorsOf = (answer: Answer): Errors => (bodyOf(answer)['errors'] as Errors | undefined) ?? [];

/** Sends one operation bodies of its own, to things that take them. */
const exchangeOf = (operation: Operation, rig: Rig) => {
  const [user] = callersOf(operation);
  const aftermath = aftermathOf(operation, rig);
  const family = table[operation.name as RouteId]?.on ?? 'nothing';
  const making = { random: randomOf(1), ids: rig.ids };
  const shop: Shop = { world: rig.world, targets: rig.targets, making, versionOf: aftermath.versionOf };
  let target = rig.targets.fresh(family);
  const attempt = async (
    body: unknown,
  ): Promise<{ draft: Draft; answer: Answer; params: Record<string, string> }> => {
    const params = { ...(await target) };
    const plain = await plainRequest(operation, { n: 0, user, params, real: true }, shop);
    const draft: Draft = { ...plain, body: Buffer.from(textOf(body)), expect: { kind: 'either' } };
    return { draft, answer: await rig.sender.send(draft), params };
  };
  return {
    shop,
    aftermath,
    ask: async (body: unknown) => {
      if (once.has(operation.name)) target = rig.targets.fresh(family);
      const first = await attempt(body);
      if (![404, 409, 410].includes(first.answer.status)) return first;
      target = rig.targets.fresh(family);
      return attempt(body);
    },
  };
};
type Exchange = ReturnType<typeof exchangeOf>;

type Learned = { readonly body?: unknown; readonly why: string };

/** A body with as many members as the operation takes together: what it refuses is left out until it takes the rest. */
const learned = async (operation: Operation, { shop, ask }: Exchange): Promise<Learned> => {
  const plain = plainBody(operation, shop.world);
  let body = wholeBody(operation, shop);
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

const missedIn = async (
  rig: Rig,
  asked: { draft: Draft; answer: Answer; params: Record<string, string> },
  sent: ReadonlyMap<string, string>,
): Promise<Map<string, string>> => {
  const missed = new Map(sent);
  const reply = {
    headers: new Headers(),
    body: bodyOf(asked.answer),
    location: asked.answer.headers['location'],
  };
  for await (const shown of readBack(rig.journey, asked.draft, asked.params, reply)) {
    const texts = new Set(textsIn(shown));
    for (const [place, text] of missed)
      if (spellings(text).some((one) => texts.has(one))) missed.delete(place);
    if (missed.size === 0) break;
  }
  return missed;
};

const stringsOf = async (
  operation: Operation,
  strings: readonly string[],
  rig: Rig,
): Promise<StringsLine | undefined> => {
  const exchange = exchangeOf(operation, rig);
  const { body: base, why } = await learned(operation, exchange);
  const hidden = neverShown[operation.name] ?? [];
  const numbers = recognised[operation.name] ?? [];
  const places = textPlaces(operation, base).filter(
    (path) => valueAt(base, path) !== undefined && !numbers.includes(String(path.at(-1))),
  );
  const findings: Finding[] = [];
  const line = { operation: operation.name, fields: places.map(placeName), stored: 0, refused: 0, findings };
  if (base === undefined) {
    const hasText = textPlaces(operation, wholeBody(operation, exchange.shop)).length > 0;
    if (hasText && !exchange.aftermath.neverTaken)
      findings.push({ check: 'can be reached', why, operation: operation.name, label: '', curl: '' });
    return hasText ? line : undefined;
  }
  if (places.length === 0) return undefined;
  let [stored, refused] = [0, 0];
  for (let i = 0; i < strings.length; i++) {
    // A different string in each place, so that none is refused for being said twice.
    const waiting = new Map(
      places.map((path, j) => [path.join('.'), strings[(i + j * 7) % strings.length] ?? '']),
    );
    for (let tries = 0; waiting.size > 0 && tries < 40; tries++) {
      const body = [...waiting].reduce(
        (made, [place, text]) => withValue(made, pathOf(place), text),
        aboutSomebodyElse(operation, base),
      );
      const asked = await exchange.ask(body);
      const { draft, answer } = asked;
      for (const failure of failuresOf(draft, answer))
        findings.push(findingOf(draft, failure, rig.journey.stack.address));
      if (answer.status < 300) {
        const sent = new Map(
          [...waiting].filter(([place]) => !hidden.includes(String(pathOf(place).at(-1)))),
        );
        const missed = await missedIn(rig, asked, sent);
        stored += waiting.size - missed.size;
        for (const [place, text] of missed) {
          const why = `${place} ${JSON.stringify(text.slice(0, 80))} is not shown as it was sent`;
          findings.push(findingOf(draft, { check: 'text comes back', why }, rig.journey.stack.address));
        }
        await exchange.aftermath.of(draft, answer);
        await tidyUp(operation, answer, rig);
        break;
      }
      const blamed = culprits(errorsOf(answer), [...waiting.keys()]);
      refused += blamed.length;
      for (const place of blamed) waiting.delete(place);
    }
  }
  return { ...line, stored, refused };
};

/** What is made only to hold a string goes again where it can: names are free for the next operation, and the system stays small. */
const tidyUp = async (operation: Operation, { headers }: Answer, { journey }: Rig): Promise<void> => {
  const location = headers['location'];
  const removable = operations.some(
    ({ method, path }) => method === 'DELETE' && path === `${operation.path}/{id}`,
  );
  if (!location?.startsWith('/') || !removable) return;
  const admin = journey.as('admin');
  const etag = (await admin.get(location)).headers.get('etag') ?? '';
  await admin.delete(location, undefined, { 'if-match': etag });
};

const placeName = (path: Path): string => path.join('.');
/** The places that a refusal is about; the last one where it names none of them. */
const culprits = (errors: Errors, places: readonly string[]): string[] => {
  const named = errors.map(({ path }) => placeName(pathOf(path)));
  const met = places.filter((place) =>
    named.some((name) => place === name || place.startsWith(`${name}.`) || name === ''),
  );
  return met.length > 0 ? met : places.slice(-1);
};

/** So many of all strings, of each class some. */
const evenly = (n: number): readonly string[] => {
  const place = (i: number): number => Math.floor((i * Math.min(n, naughty.length)) / naughty.length);
  return naughty.filter((_, i) => place(i) !== place(i + 1));
};

/** Gives every string to every field for text of every operation: it comes back as it was sent, composed, or it is refused. */
export const stringsAll = async (options: StringsOptions, rig: Rig): Promise<StringsReport> => {
  const began = performance.now();
  const strings = typeof options.strings === 'number' ? evenly(options.strings) : options.strings;
  const admin = rig.journey.as('admin');
  const read = await admin.get('/v1/settings');
  // What comes back is read by revealing it, far more often than a person may in a day.
  const unlimited = { revealPerDay: 1_000_000 };
  const reply = await admin.patch('/v1/settings', unlimited, { 'if-match': read.headers.get('etag') ?? '' });
  if (reply.status !== 200) throw new Error(`settings: ${reply.status} ${JSON.stringify(reply.body)}`);
  const lines: StringsLine[] = [];
  const chosen = operations.filter(({ name, body }) => body && name.startsWith(options.only ?? ''));
  for (const operation of chosen.toSorted((a, b) => late(a) - late(b))) {
    const line = await stringsOf(operation, strings, rig);
    if (!line) continue;
    lines.push(line);
    options.tell?.(line);
  }
  const sum = (of: (line: StringsLine) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  return {
    lines,
    strings: strings.length,
    fields: sum(({ fields }) => fields.length),
    stored: sum((line) => line.stored),
    refused: sum((line) => line.refused),
    findings: lines.flatMap((line) => line.findings),
    seconds: Math.round((performance.now() - began) / 1000),
  };
};
