import type { Random } from '../campaign/random.ts';
import { complaint, resolved } from './document.ts';
import { type Change, type Draft, refused } from './draft.ts';
import { someText, suspicious } from './texts.ts';
import { drawnOf, type Making } from './values.ts';

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

/** A query of parameters that the document names, with values that fit. */
export const fittingQuery = (draft: Draft, making: Making): Draft => {
  const { random } = making;
  const known = draft.operation.parameters.filter((one) => one.in === 'query' && one.name !== 'cursor');
  const query = known
    .filter(() => random.below(4) === 0)
    .map(({ name, schema }) => {
      const value = drawnOf(schema, name, making);
      return `${name}=${encode(Array.isArray(value) ? value.join(',') : String(value))}`;
    });
  return { ...draft, label: 'a query of the document', query, expect: { kind: 'fits' } };
};

const unknownParameters = (canary: string): readonly string[] => [
  `colour=${canary}`,
  'status%5B%5D=open',
  'status%5B%24ne%5D=x',
  'filter%5B__proto__%5D=x',
  '__proto__=x',
  '__proto__%5Ba%5D=x',
  'constructor=x',
  'toString=x',
  'tenantId=1',
  'pk=x',
  'fields=*',
  'fields=idCard',
  '=x',
  '%00=x',
  'Limit=5',
  'a'.repeat(200) + '=x',
  '%F0%9F%98%80=x',
  '%zz=x',
  '%ed%a0%80=1',
];

/** Documents for anybody, and links that mail programs add parameters of their own to. */
const isLenient = ({ operation: { name } }: Draft): boolean =>
  name.startsWith('meta/') || name === 'public/read-survey';

const oddValue = (name: string, random: Random, canary: string): string => {
  if (name === 'limit')
    return (
      random.pick([
        '0',
        '-1',
        '1e3',
        '101',
        '9999999999',
        '0x10',
        '',
        '%D9%A1%D9%A0',
        '1.0',
        '%205',
        '5%20',
        'NaN',
      ]) ?? ''
    );
  if (name === 'sort') return random.pick(['pk', 'constructor', '-pk', '', 'createdAt,pk']) ?? '';
  return (
    random.pick([
      '',
      canary,
      '%00',
      '%zz',
      '%c0%af',
      '%ed%a0%80',
      'x'.repeat(1000),
      '*',
      '%25',
      encode(random.pick(suspicious) ?? ''),
      encode(someText(random, 60)),
      '2026-02-30T00:00:00Z',
      'a'.repeat(5000) + '!',
      ','.repeat(50),
      'null',
      '%D0%BE',
      '1772442000',
      '9999-12-31T23:59:59.999Z',
      '%00%01%02',
      '++',
    ]) ?? ''
  );
};

/** The value of a parameter as the document's schema wants to see it. */
const asDocumented = (schema: object, text: string): unknown => {
  const { type } = resolved(schema);
  if (type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text;
  return type === 'array' ? text.split(',') : text;
};

/** A query that is mostly none of the document's. */
export const oddQuery: Change = (draft, random) => {
  const known = draft.operation.parameters.filter((one) => one.in === 'query');
  const kind = random.below(known.length === 0 ? 2 : 6);
  const base = isLenient(draft) ? ({ kind: 'either' } as const) : refused(422);
  const one = random.pick(known);
  if (kind === 0 || one === undefined) {
    const odd = random.pick(unknownParameters(draft.canary)) ?? '';
    return {
      ...draft,
      label: `the parameter ${odd.slice(0, 40)}`,
      query: [...draft.query, odd],
      expect: base,
    };
  }
  if (kind === 1) {
    const long =
      random.pick([`q=${'x'.repeat(9000)}`, Array.from({ length: 1000 }, (_, n) => `p${n}=1`).join('&')]) ??
      '';
    const expect = long.length > 8192 ? refused(414) : base;
    return { ...draft, label: 'a query that is too long', query: [long], expect };
  }
  if (kind === 2) {
    return {
      ...draft,
      label: `${one.name} twice`,
      query: [`${one.name}=1`, `${one.name}=100`],
      expect: base,
    };
  }
  const odd = oddValue(one.name, random, draft.canary);
  const text = new URLSearchParams(`${one.name}=${odd}`).get(one.name) ?? '';
  const fits = complaint(one.schema, asDocumented(one.schema, text)) === '';
  const cursor = one.name === 'cursor' || one.name === 'after';
  // Whose list it is, is looked at before where in it a cursor stands.
  const unseen = draft.user === 'admin' ? [] : [404];
  return {
    ...draft,
    label: `${one.name} is ${odd.slice(0, 40)}`,
    query: [`${one.name}=${odd}`],
    expect: fits ? { kind: 'either' } : refused(...(cursor ? [400, 422, ...unseen] : [422])),
  };
};
