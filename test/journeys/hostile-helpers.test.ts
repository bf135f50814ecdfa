import { describe, expect, it } from 'vitest';
import { contractFindings } from '#test/hostile/contract.ts';
import type { Case } from '#test/hostile/row.ts';
import { caseFindings } from '#test/hostile/run.ts';
import { digestOfItems } from '#test/hostile/table-digest.ts';
import { CANARY, CANARY_PHONE } from '#test/hostile/world.ts';
import type { Reply } from '#test/support/local-stack.ts';

const headers = {
  'content-type': 'application/problem+json',
  'x-request-id': 'req-1',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};
const problem = {
  type: 'urn:kefu:problem:invalid_request',
  title: 'The request is not valid',
  status: 422,
  detail: 'Some fields break a rule.',
  instance: 'urn:request:req-1',
  code: 'invalid_request',
  requestId: 'req-1',
  errors: [{ path: 'subject', code: 'required', message: 'is required' }],
};
const reply = (over: object = {}, more: Record<string, string> = {}, status = 422): Reply => ({
  status,
  headers: new Headers({ ...headers, ...more }),
  body: { ...problem, ...over },
});
const one: Case = { what: 'x', to: 'POST /v1/tickets', answers: '422 invalid_request', names: 'subject' };
const none = (name: string): Reply => {
  const bare = reply();
  bare.headers.delete(name);
  return bare;
};

describe('the look at an answer', () => {
  it('has nothing against a good one', () => {
    expect(caseFindings(one, reply())).toEqual([]);
    expect(
      contractFindings({ status: 401, headers: new Headers(), body: { message: 'Unauthorized' } }, []),
    ).toEqual([]);
  });

  it.each<[string, Reply]>([
    [
      'a status that the document does not name',
      reply({ status: 410, code: 'expired', type: 'urn:kefu:problem:expired' }, {}, 410),
    ],
    ['a fault', reply({ status: 500, code: 'internal', type: 'urn:kefu:problem:internal' }, {}, 500)],
    ['another code', reply({ code: 'invalid_cursor', type: 'urn:kefu:problem:invalid_cursor' })],
    ['another status inside', reply({ status: 400 })],
    ['a code of another status', reply({}, {}, 409)],
    ['no detail', reply({ detail: '' })],
    ['a member more', reply({ stack: 'x' })],
    ['a stack', reply({ detail: 'x\n    at run (/var/task/index.mjs:1:1)' })],
    ['a name of the table', reply({ detail: 'in kefu-dev-table' })],
    ['an ARN', reply({ detail: 'arn:aws:iam::1:role/x' })],
    ['words of a library', reply({ detail: 'Unexpected token } in JSON' })],
    ['what came in', reply({ detail: `${CANARY} is no subject` })],
    ['a phone that came in', reply({ errors: [{ path: 'phone', code: 'invalid', message: CANARY_PHONE }] })],
    ['another request’s name', reply({ requestId: 'req-2' })],
    ['another media type', reply({}, { 'content-type': 'text/html' })],
    ['what it runs on', reply({}, { server: 'node' })],
    ['a field that is not named', reply({ errors: [] })],
    ['a field twice', reply({ errors: [...problem.errors, ...problem.errors] })],
    [
      'too many fields',
      reply({ errors: Array.from({ length: 21 }, (_, n) => ({ ...problem.errors[0], path: `${n}` })) }),
    ],
    ['no shape at all', { ...reply(), body: 'Internal Server Error' }],
    ...Object.keys(headers)
      .filter((name) => name !== 'x-request-id' && name !== 'content-type')
      .map((name): [string, Reply] => [`no ${name}`, none(name)]),
  ])('finds %s', (_, bad) => {
    expect(caseFindings(one, bad)).not.toEqual([]);
  });

  it('finds an accepted answer that is not as it has to be', () => {
    const accepted: Case = { what: 'x', to: 'POST /v1/tickets', answers: '201', shows: { subject: 'last' } };
    const made = (subject: string): Reply => ({ ...reply({}, {}, 201), body: { subject } });
    expect(caseFindings(accepted, made('last'))).toEqual([]);
    expect(caseFindings(accepted, made('first'))).not.toEqual([]);
    expect(caseFindings({ ...accepted, shows: {}, never: 'evil' }, made('evil'))).not.toEqual([]);
    expect(caseFindings(accepted, reply())).not.toEqual([]);
  });
});

describe('the digest of a table', () => {
  const items = [
    { pk: 'TKT#1', sk: 'A', t: 'ticket', subject: 'x', sealed: new Uint8Array([1, 2]) },
    { pk: 'RL#1', sk: '1', t: 'rate', used: 1 },
    { pk: 'AUD#1', sk: '1', t: 'audit' },
  ];

  it('is the same in any order, and for another count of calls or record of the trail', () => {
    expect(digestOfItems([...items].reverse())).toBe(digestOfItems(items));
    expect(digestOfItems([items[0] ?? {}])).toBe(digestOfItems(items));
  });

  it.each<[string, Record<string, unknown>[]]>([
    ['an item more', [...items, { pk: 'TKT#2', sk: 'A', t: 'ticket' }]],
    ['an item less', items.slice(1)],
    ['one word changed', [{ ...items[0], subject: 'y' }, ...items.slice(1)]],
    ['one byte changed', [{ ...items[0], sealed: new Uint8Array([1, 3]) }, ...items.slice(1)]],
  ])('differs with %s', (_, changed) => {
    expect(digestOfItems(changed)).not.toBe(digestOfItems(items));
  });
});
