import { domainToASCII } from 'node:url';
import type { Random } from '../campaign/random.ts';
import { type Ask, plainBody, plainRequest, type Shop } from './bases.ts';
import { changedBody, textOf } from './body-changes.ts';
import { complaint, type Operation } from './document.ts';
import type { Draft, Expectation } from './draft.ts';
import { edgeChanges } from './edge-changes.ts';
import { harmless } from './guard.ts';
import { oddPath } from './path-changes.ts';
import { fittingQuery, oddQuery } from './query-changes.ts';
import { nodesOf, textsIn } from './tree.ts';
import { drawnOf } from './values.ts';

/** Mail addresses are kept with their domain in ASCII, so those of other scripts are addresses too. */
const asciiAddress = (text: string): string => {
  const at = text.lastIndexOf('@');
  const domain = at < 1 || text.length > 500 ? '' : domainToASCII(text.slice(at + 1));
  return domain === '' ? text : `${text.slice(0, at)}@${domain}`;
};

/** Texts as the edge reads them: composed and without space around them; longer spellings of the same are not longer texts. */
const asRead = (value: unknown, form: 'NFC' | 'NFKC'): unknown => {
  if (typeof value === 'string')
    return value.isWellFormed() ? asciiAddress(value.normalize(form).trim()) : value;
  if (Array.isArray(value)) return value.map((one) => asRead(one, form));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asRead(inner, form)]));
};

/** What the document says of a body: refused where it doesn't fit, however it is read. */
export const expectationOf = (operation: Operation, text: string): Expectation => {
  if (!operation.body) return { kind: 'either' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', statuses: [400, 413] };
  }
  if (Buffer.byteLength(text) > 1024 * 1024) return { kind: 'refused', statuses: [413] };
  if (textsIn(value).some((one) => !one.isWellFormed())) return { kind: 'refused', statuses: [422] };
  // No field is called so anywhere, and no number that small is kept.
  if (/"(?:__proto__|constructor|prototype)":|:1e-200\b/.test(text))
    return { kind: 'refused', statuses: [422] };
  const { schema } = operation.body;
  const spellings = [value, asRead(value, 'NFC'), asRead(value, 'NFKC')].map(
    (one) => complaint(schema, one) === '',
  );
  if (spellings.every((fits) => fits)) return { kind: 'fits' };
  return spellings.some((fits) => fits) ? { kind: 'either' } : { kind: 'refused', statuses: [422] };
};

const withBody = (draft: Draft, label: string, body: unknown): Draft => {
  const text = textOf(harmless(draft.operation.name, body));
  return { ...draft, label, body: Buffer.from(text), expect: expectationOf(draft.operation, text) };
};

/** A valid body with some of its members drawn anew, or one that is drawn whole. */
const fittingBody = (draft: Draft, shop: Shop): Draft => {
  const { operation } = draft;
  const { making } = shop;
  if (!operation.body) return draft;
  const drawn = drawnOf(operation.body.schema, '', making);
  const plain = plainBody(operation, shop);
  const isWhole = making.random.below(3) === 0 || typeof plain !== 'object' || plain === null;
  if (isWhole) return withBody(draft, 'a body drawn by the document', drawn);
  const some = Object.entries(drawn as object).filter(() => making.random.below(2) === 0);
  return withBody(draft, 'a valid body with members drawn anew', { ...plain, ...Object.fromEntries(some) });
};

const oddBody = (draft: Draft, shop: Shop): Draft => {
  const { operation } = draft;
  const { random } = shop.making;
  if (!operation.body) return draft;
  const richer = random.below(2) === 0;
  const body = richer ? drawnOf(operation.body.schema, '', shop.making) : plainBody(operation, shop);
  const nodes = nodesOf(operation.body.schema, body);
  const made = changedBody(nodes, body, { random, canary: draft.canary });
  return withBody(draft, made.label, made.body);
};

type Kind = 'plain' | 'fits' | 'body' | 'query' | 'path' | 'edge';

const weightsOf = ({ body, parameters }: Operation): readonly (readonly [Kind, number])[] => {
  const has = (place: string): boolean => parameters.some((one) => one.in === place);
  return [
    ['plain', 3],
    ['fits', body || has('query') ? 17 : 0],
    ['body', body ? 40 : 0],
    ['query', has('query') ? 20 : 5],
    ['path', has('path') ? 8 : 0],
    ['edge', 20],
  ];
};

const drawKind = (operation: Operation, random: Random): Kind => {
  const weights = weightsOf(operation);
  let left = random.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of weights) {
    left -= weight;
    if (left < 0) return kind;
  }
  return 'plain';
};

/** Whether a kind of request is meant to be let through. */
const isReal = (kind: Kind): boolean => kind === 'plain' || kind === 'fits';

const draw = async (operation: Operation, ask: Ask, shop: Shop, kind: Kind): Promise<Draft> => {
  const { random } = shop.making;
  const base = await plainRequest(operation, { ...ask, real: isReal(kind) }, shop);
  switch (kind) {
    case 'plain':
      return base;
    case 'fits':
      return operation.body && random.below(8) > 0
        ? fittingBody(base, shop)
        : fittingQuery(base, shop.making);
    case 'body':
      return oddBody(base, shop);
    case 'query':
      return oddQuery(base, random) ?? base;
    case 'path':
      return oddPath(base, random) ?? base;
    case 'edge':
      return edgeCase(base, random);
  }
};

const edgeCase = (base: Draft, random: Random): Draft => {
  for (let tries = 0; tries < 40; tries++) {
    const made = random.pick(edgeChanges)?.(base, random);
    if (made) return made;
  }
  return base;
};

/** The next request of a run; where no more may be let through (`spend`), one that must be refused. */
export const nextCase = async (
  operation: Operation,
  ask: Omit<Ask, 'real'>,
  shop: Shop,
  spend: boolean,
): Promise<Draft> => {
  const { random } = shop.making;
  for (let tries = 0; ; tries++) {
    const drawn: Kind = ask.n === 0 ? 'plain' : drawKind(operation, random);
    const kind: Kind = isReal(drawn) && !spend ? (operation.body ? 'body' : 'edge') : drawn;
    const made = await draw(operation, { ...ask, real: isReal(kind) }, shop, kind);
    if (spend || made.expect.kind === 'refused' || tries === 50) return made;
  }
};
