import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectationOf } from '#test/fuzz/cases.ts';
import { checks, failuresOf } from '#test/fuzz/checks.ts';
import { differences } from '#test/fuzz/digest.ts';
import { operations } from '#test/fuzz/document.ts';
import type { Draft } from '#test/fuzz/draft.ts';
import { naughty } from '#test/fuzz/naughty.ts';
import { findingTexts } from '#test/fuzz/report.ts';
import { type Rig, rigOf } from '#test/fuzz/rig.ts';
import { fuzzAll } from '#test/fuzz/run.ts';
import { stringsAll } from '#test/fuzz/strings.ts';
import type { Answer } from '#test/fuzz/wire.ts';

/** The long form is `npm run fuzz`: 500 requests of each operation, and every string in every field. */
describe('requests made from the API’s own description', () => {
  let rig: Rig & { close: () => Promise<void> };
  beforeAll(async () => {
    rig = await rigOf();
  }, 300_000);
  afterAll(() => rig.close());

  it('are answered as it says, by every operation, whatever is wrong with them', async () => {
    const report = await fuzzAll({ seed: 7, cases: 2, kept: 1, width: 6 }, rig);

    expect(findingTexts(report.findings)).toEqual([]);
    expect(report.lines.length).toBe(operations.length);
    expect(report.repeated).toBeGreaterThan(50);
  }, 300_000);

  it('may hold any text: it comes back as it was sent, or it is refused', async () => {
    const report = await stringsAll({ strings: ['e\u0301'], only: 'customers/' }, rig);

    expect(findingTexts(report.findings)).toEqual([]);
    expect(report.fields).toBeGreaterThan(20);
    expect(report.stored).toBeGreaterThan(10);
  }, 300_000);

  /** What the administrator is told who changes the settings so. */
  const settings = async (patch: object) => {
    const admin = rig.journey.as('admin');
    const version = { 'if-match': (await admin.get('/v1/settings')).headers.get('etag') ?? '' };
    const { status, body } = await admin.patch('/v1/settings', patch, version);
    const { errors = [] } = body as { errors?: { path: string; message: string }[] };
    return [status, ...errors.map(({ path, message }) => `${path} ${message}`)];
  };

  it('are refused where they hold what no store keeps, in fields that take any text or number, too', async () => {
    const routing = [{ conditions: { tag: ['a\ud800'] }, teamId: rig.world.teamIds.service }];

    expect(await settings({ routing })).toEqual([
      422,
      'routing[0].conditions.tag[0] must be well-formed Unicode',
    ]);
    expect(await settings({ triage: { threshold: 1e-200 } })).toEqual([
      422,
      'triage.threshold must be 0 or further from it',
    ]);
  });

  it('are refused before the settings become larger than the table’s items can be', async () => {
    const text = { 'zh-CN': '字'.repeat(8000), en: '字'.repeat(8000) };
    const notices = Array.from({ length: 10 }, (_, n) => ({
      id: `notice${'abcdefghij'[n]}`,
      audience: 'staff',
      version: '1',
      text,
    }));

    expect(await settings({ privacy: { notices } })).toEqual([422, ' the settings must be at most 300 KiB']);
  });

  it('are told of names they made up only as far as people read them', async () => {
    const filter = { ['x'.repeat(100_000)]: 'a' };
    const { status, body } = await rig.journey
      .as('admin')
      .post('/v1/exports', { resource: 'orders', format: 'csv', filter });

    expect(status).toBe(422);
    expect(JSON.stringify(body).length).toBeLessThan(1000);
  });
});

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

describe('the strings that break programs', () => {
  it('are more than five hundred, each once', () => {
    expect(naughty.length).toBeGreaterThan(500);
    expect(new Set(naughty).size).toBe(naughty.length);
  });
});
