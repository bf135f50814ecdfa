import { describe, expect, it } from 'vitest';
import { expectationOf } from '#test/fuzz/cases.ts';
import { checks, failuresOf } from '#test/fuzz/checks.ts';
import { differences } from '#test/fuzz/digest.ts';
import { operations } from '#test/fuzz/document.ts';
import type { Draft } from '#test/fuzz/draft.ts';
import type { Answer } from '#test/fuzz/wire.ts';

const operation = operations.find(({ name }) => name === 'people/create-team');
if (!operation) throw new Error('the document has no such operation');

const draft: Draft = {
  operation,
  label: 'planted',
  user: 'admin',
  method: 'POST',
  path: '/v1/teams',
  query: [],
  headers: {},
  body: Buffer.from('{"name":"canary-of-a-test"}'),
  expect: { kind: 'refused', statuses: [422] },
  canary: 'canary-of-a-test',
};
const headers = {
  'x-request-id': 'r1',
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};
const problem = {
  type: 'urn:kefu:problem:invalid_request',
  title: 'Invalid request',
  status: 422,
  detail: 'The request breaks a rule; see errors.',
  instance: 'urn:request:r1',
  code: 'invalid_request',
  requestId: 'r1',
  errors: [{ path: 'name', code: 'required', message: 'is required' }],
};
const good: Answer = { status: 422, headers, text: JSON.stringify(problem), milliseconds: 5 };
const saying = (over: object): Answer => ({ ...good, text: JSON.stringify({ ...problem, ...over }) });
const broken = (asked: Partial<Draft>, answer: Answer): string[] =>
  failuresOf({ ...draft, ...asked }, answer).map(({ check }) => check);

describe('the checks of an answer', () => {
  it('find nothing wrong with a good one', () => {
    expect(broken({}, good)).toEqual([]);
  });

  it.each<[string, Partial<Draft>, Answer]>([
    ['no server error', {}, { ...good, status: 500, text: '{}' }],
    ['status in the document', {}, { ...good, status: 418 }],
    ['media type in the document', {}, { ...good, headers: { ...headers, 'content-type': 'text/plain' } }],
    ['answer fits the document', {}, saying({ title: 7 })],
    ['headers of every answer', {}, { ...good, headers: { ...headers, 'cache-control': 'public' } }],
    ['headers of every answer', {}, { ...good, headers: { ...headers, server: 'x/1.0' } }],
    ['form of a problem', {}, saying({ instance: 'urn:request:other' })],
    ['form of a problem', {}, saying({ errors: [problem.errors[0], problem.errors[0]] })],
    ['form of a problem', {}, saying({ detail: '' })],
    ['nothing leaked', {}, saying({ detail: 'canary-of-a-test is not allowed' })],
    ['nothing leaked', {}, saying({ detail: 'see arn:aws:dynamodb' })],
    ['what breaks a rule is refused', {}, { ...good, status: 201, text: '{}' }],
    ['what breaks a rule is refused', { expect: { kind: 'refused', statuses: [400] } }, good],
    ['what fits is taken', { expect: { kind: 'fits' } }, good],
    ['what fits is taken', { expect: { kind: 'plain' } }, { ...good, status: 415 }],
    [
      'another method is 405 with Allow',
      { method: 'PUT' },
      { ...good, status: 405, headers: { ...headers, allow: 'GET' } },
    ],
    ['no token, no entry', { user: undefined, expect: { kind: 'refused', statuses: [401] } }, good],
  ])('notice a planted break of “%s”', (check, asked, answer) => {
    expect(Object.keys(checks)).toContain(check);
    expect(broken(asked, answer)).toContain(check);
  });
});

describe('what is expected of a body', () => {
  it.each([
    ['{"name":"returns"}', 'fits'],
    ['{"name":7}', 'refused'],
    ['{"name":"returns","other":1}', 'refused'],
    ['{"name":"\\ud800"}', 'refused'],
    ['{"name":', 'refused'],
    ['{}', 'refused'],
  ])('follows the document: %s', (text, kind) => {
    expect(expectationOf(operation, text).kind).toBe(kind);
  });
});

describe('a look at the tables', () => {
  it('tells what came, went and changed', () => {
    const before = new Map([
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
    ]);
    const after = new Map([
      ['a', '1'],
      ['b', '2'],
      ['d', '1'],
    ]);
    expect(differences(before, after)).toEqual(['b', 'c', 'd']);
  });
});
