import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_SECRET_KEY } from '#local/lambda/variables.ts';
import type { LocalStack } from '#local/runtime.ts';
import { temporaryDir } from './support/assembly.ts';
import { call, startDemo, tokenOf } from './support/stack.ts';

const itemOf = async (stack: LocalStack, pk: string) => {
  const client = new DynamoDBClient({
    endpoint: stack.enginesAddress,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { Item } = await client.send(new GetItemCommand({ TableName: 'demo-table', Key: { pk: { S: pk } } }));
  client.destroy();
  return Item;
};

describe('a deployed assembly', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startDemo({ now: Date.parse('2026-02-10T08:00:00Z') });
  });
  afterAll(() => stack.close());

  it('carries a request through table, stream, queue and worker', async () => {
    const put = await call(stack, 'PUT', '/notes/a', { body: { text: 'hi' } });
    await stack.drain();
    const got = await call(stack, 'GET', '/notes/a');

    expect(put).toMatchObject({ status: 201, body: { id: 'a' } });
    expect(put.headers.get('location')).toBe('/notes/a');
    expect(got).toMatchObject({
      status: 200,
      body: { text: 'hi', done: 'yes', at: expect.stringMatching(/^2026-02-10T08:00/) },
    });
  });

  it('leaves what never succeeds in the dead letters, after the queue was drained', async () => {
    await call(stack, 'PUT', '/notes/b', { body: { text: 'poison' } });
    const drained = await call(stack, 'POST', '/_local/drain');
    const queues = await call(stack, 'GET', '/_local/queues');

    expect(drained.status).toBe(200);
    expect(queues.body).toEqual({
      items: [
        { name: 'arrivals', visible: 0, inFlight: 0, delayed: 0, deadLetters: 0 },
        { name: 'work', visible: 0, inFlight: 0, delayed: 0, deadLetters: 1 },
      ],
    });
  });

  it('created the custom resource once, and lets others use what it answered', async () => {
    expect(await itemOf(stack, 'BOOT')).toMatchObject({ runs: { N: '1' }, kind: { S: 'Create' } });
  });

  it('lets nobody in without a token, and hands the claims of a good one on as texts', async () => {
    const me = await call(stack, 'GET', '/me', { headers: await tokenOf(stack) });

    expect(await call(stack, 'GET', '/me')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(me).toMatchObject({
      status: 200,
      body: {
        sub: '11111111-1111-4111-8111-111111111111',
        claims: { 'cognito:groups': '[lead auditor]', username: 'agent1', token_use: 'access' },
      },
    });
  });

  it('refuses a token without the scope of the route with 403', async () => {
    const { body } = await call(stack, 'POST', '/_local/tokens', {
      body: { user: 'agent1', scopes: ['other'] },
    });
    const me = await call(stack, 'GET', '/me', {
      headers: { authorization: `Bearer ${(body as { token: string }).token}` },
    });

    expect(me).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
  });

  it('answers as the gateway does when a function fails, and leads the unknown to the default route', async () => {
    expect(await call(stack, 'POST', '/boom')).toMatchObject({
      status: 500,
      body: { message: 'Internal Server Error' },
    });
    expect(await call(stack, 'GET', '/no/such%20path')).toMatchObject({
      status: 404,
      body: { path: '/no/such path' },
    });
  });

  it('hands a request on in payload format 2.0', async () => {
    const { body } = await call(stack, 'POST', '/echo?a=1&a=2&b=%20x', {
      body: { x: 1 },
      headers: { 'X-Custom': 'One', cookie: 'a=b; c=d' },
    });

    expect(body).toMatchObject({
      version: '2.0',
      routeKey: 'POST /echo',
      rawPath: '/echo',
      rawQueryString: 'a=1&a=2&b=%20x',
      queryStringParameters: { a: '1,2', b: ' x' },
      cookies: ['a=b', 'c=d'],
      headers: { 'x-custom': 'One', 'content-type': 'application/json' },
      body: '{"x":1}',
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', path: '/echo', sourceIp: '127.0.0.1' }, stage: '$default' },
    });
  });

  it('hands bodies of other types than text on as base64', async () => {
    const { body } = await call(stack, 'POST', '/echo', {
      body: '{"x":1}',
      headers: { 'content-type': 'application/merge-patch+json' },
    });

    expect(body).toMatchObject({ isBase64Encoded: true, body: Buffer.from('{"x":1}').toString('base64') });
  });

  it('answers preflights without a token', async () => {
    const preflight = await call(stack, 'OPTIONS', '/me', {
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'GET' },
    });
    const foreign = await call(stack, 'OPTIONS', '/me', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(preflight.headers.get('access-control-max-age')).toBe('3600');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('refuses more than 10 MB with 413', async () => {
    expect(await call(stack, 'POST', '/echo', { body: 'x'.repeat(10 * 1024 * 1024 + 1) })).toMatchObject({
      status: 413,
      body: { message: 'Request Entity Too Large' },
    });
  });

  it('refuses headers of more than 10,240 bytes with 431', async () => {
    expect((await call(stack, 'GET', '/notes/a', { headers: { 'x-long': 'x'.repeat(10_241) } })).status).toBe(
      431,
    );
  });

  it('notes mail, SMS and webhooks in the outbox, a repeat of an effect once', async () => {
    const first = await stack.invoke('notify', { effect: 'e1', hook: 'https://hooks.example.com/x' });
    await stack.invoke('notify', { effect: 'e1' });
    const { items } = (await call(stack, 'GET', '/_local/outbox')).body as { items: object[] };

    expect(first).toMatchObject({
      hook: { status: 200 },
      secret: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
    expect(items).toMatchObject([
      { id: 'evt_1', channel: 'webhook', to: 'https://hooks.example.com/x', body: '{"type":"ping"}' },
      { id: 'e1', channel: 'sms', to: '+8613800000000', body: '您好 & <bye>', repeats: 1 },
      {
        id: 'e1',
        channel: 'email',
        to: 'b@example.com',
        subject: 'Grüße',
        links: ['https://example.com/s/abc'],
        repeats: 1,
      },
    ]);
  });

  it('really sends webhooks to addresses of this machine', async () => {
    const received: string[] = [];
    const server = createServer((request, response) => {
      received.push(`${request.method} ${request.url} ${request.headers['webhook-id']}`);
      response.writeHead(202).end('thanks');
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
    const result = await stack.invoke('notify', { effect: 'e2', hook });
    server.close();

    expect(received).toEqual(['POST /in evt_1']);
    expect(result).toMatchObject({ hook: { status: 202, body: 'thanks' } });
  });

  it('delivers events of a bus to the targets of the rules they match', async () => {
    await stack.invoke('notify', { effect: 'e3' });
    await stack.drain();

    expect(await itemOf(stack, 'N#via-bus')).toMatchObject({ done: { S: 'yes' } });
  });

  it('tells a queue of files that came, by the rules of their bucket', async () => {
    const client = new S3Client({
      endpoint: stack.enginesAddress,
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: LOCAL_SECRET_KEY },
    });
    const put = (Key: string) =>
      client.send(new PutObjectCommand({ Bucket: 'demo-files-000000000000', Key, Body: 'a,b' }));
    await Promise.all(['in/a b.csv', 'in/a.txt', 'out/a.csv'].map(put));
    client.destroy();
    await stack.drain();

    expect(await itemOf(stack, 'FILE#in/a+b.csv')).toMatchObject({
      event: { S: 'ObjectCreated:Put' },
      size: { N: '3' },
    });
    expect(await itemOf(stack, 'FILE#in/a.txt')).toBeUndefined();
    expect(await itemOf(stack, 'FILE#out/a.csv')).toBeUndefined();
  });

  it('lets a provider fail where a test asks for it, before or after it took the message', async () => {
    stack.providers.fail('email', () => ({
      status: 500,
      code: 'InternalServiceErrorException',
      accepted: true,
    }));
    await expect(stack.invoke('notify', { effect: 'e9' })).rejects.toThrow('InternalServiceErrorException');
    stack.providers.fail('email', undefined);
    const count = stack.outbox.list().filter(({ id }) => id === 'e9').length;
    await stack.invoke('notify', { effect: 'e9' });

    expect(count).toBe(1);
    expect(stack.outbox.list().filter(({ id, channel }) => id === 'e9' && channel === 'email')).toMatchObject(
      [{ repeats: 1 }],
    );
  });

  it('moves its clock forward only, and functions see it at once', async () => {
    const ahead = await call(stack, 'PUT', '/_local/clock', { body: { now: '2026-02-12T00:30:00Z' } });
    const back = await call(stack, 'PUT', '/_local/clock', { body: { now: '2026-02-11T00:00:00Z' } });
    const wrong = await call(stack, 'PUT', '/_local/clock', { body: { advance: '25 hours' } });
    const { now } = (await stack.invoke('nightly', { scheduledAt: 'x' })) as { now: number };

    expect(ahead).toMatchObject({ status: 200, body: { now: expect.stringMatching(/^2026-02-12T00:30/) } });
    expect(back).toMatchObject({
      status: 409,
      body: { code: 'clock_goes_back', detail: expect.stringContaining('only goes forward') },
    });
    expect(back.headers.get('content-type')).toBe('application/problem+json');
    expect(wrong.status).toBe(422);
    expect(new Date(now).toISOString()).toMatch(/^2026-02-12T00:3/);
  });

  it('refuses the token of yesterday', async () => {
    const headers = await tokenOf(stack);
    stack.clock.advance(16 * 60_000);

    expect((await call(stack, 'GET', '/me', { headers })).status).toBe(401);
    expect((await call(stack, 'GET', '/me', { headers: await tokenOf(stack) })).status).toBe(200);
  });

  it('runs a schedule when asked, and only then in manual mode', async () => {
    const before = Number((await itemOf(stack, 'RUNS'))?.['runs']?.N ?? 0);
    stack.clock.advance(72 * 3_600_000);
    const listed = await call(stack, 'GET', '/_local/schedules');
    const ran = await call(stack, 'POST', '/_local/schedules/nightly-run/run');
    const unknown = await call(stack, 'POST', '/_local/schedules/other/run');

    expect(listed.body).toMatchObject({
      items: [{ name: 'nightly-run', expression: 'cron(0 2 * * ? *)', nextAt: '2026-02-11T01:00:00.000Z' }],
    });
    expect(ran.status).toBe(200);
    expect(unknown.status).toBe(404);
    expect(Number((await itemOf(stack, 'RUNS'))?.['runs']?.N)).toBe(before + 1);
  });

  it('fires a schedule that was missed several times once', async () => {
    const runs = async () => Number((await itemOf(stack, 'RUNS'))?.['runs']?.N ?? 0);
    const before = await runs();
    stack.clock.advance(10 * 24 * 3_600_000);
    await stack.scheduler.tick();
    await stack.scheduler.tick();
    await stack.drain();

    expect(await runs()).toBe(before + 1);
  });

  it('answers the unknown on the control surface with problems', async () => {
    const noUser = await call(stack, 'POST', '/_local/tokens', { body: { user: 'nobody' } });
    const noPath = await call(stack, 'GET', '/_local/nothing');
    const noMethod = await call(stack, 'DELETE', '/_local/clock');
    const foreign = await call(stack, 'POST', '/_local/tokens', {
      body: { user: 'agent1' },
      headers: { origin: 'https://evil.example' },
    });

    expect([noUser.status, noPath.status, noMethod.status, foreign.status]).toEqual([404, 404, 405, 403]);
    expect(noMethod.headers.get('allow')).toBe('GET, PUT');
  });
});

describe('a stack that starts again', () => {
  it('finds data, clock, keys, outbox and finished custom resources as they were', async () => {
    const home = temporaryDir();
    const first = await startDemo({ home, now: Date.parse('2030-01-01T00:00:00Z') });
    await call(first, 'PUT', '/notes/a', { body: { text: 'hi' } });
    await first.drain();
    const headers = await tokenOf(first);
    const before = (await first.invoke('notify', { effect: 'e1' })) as { secret: string };
    await first.close();
    const second = await startDemo({ home });
    const note = await call(second, 'GET', '/notes/a');
    const me = await call(second, 'GET', '/me', { headers });
    const after = (await second.invoke('notify', { effect: 'e1' })) as { secret: string };
    const boot = await itemOf(second, 'BOOT');
    const { now } = (await call(second, 'GET', '/_local/clock')).body as { now: string };
    const outbox = second.outbox.list();
    await second.close();

    expect(note.body).toMatchObject({ text: 'hi', done: 'yes' });
    expect(me.status).toBe(200);
    expect(after.secret).toBe(before.secret);
    expect(boot).toMatchObject({ runs: { N: '1' } });
    expect(now).toMatch(/^2030-01-01/);
    expect(outbox.find(({ channel }) => channel === 'email')).toMatchObject({ repeats: 1 });
  });

  it('updates a custom resource whose properties changed, and forgets everything when begun afresh', async () => {
    const home = temporaryDir();
    await (await startDemo({ home })).close();
    const changed = await startDemo({ home }, { boot: { level: 2 } });
    const updated = await itemOf(changed, 'BOOT');
    await changed.close();
    const fresh = await startDemo({ home, fresh: true });
    const created = await itemOf(fresh, 'BOOT');
    await fresh.close();

    expect(updated).toMatchObject({ runs: { N: '2' }, kind: { S: 'Update' } });
    expect(created).toMatchObject({ runs: { N: '1' }, kind: { S: 'Create' } });
  });

  it('hands over what lay in the stream when it stopped', async () => {
    const home = temporaryDir();
    const first = await startDemo({ home });
    await call(first, 'PUT', '/notes/late', { body: { text: 'hi' } });
    await first.close();
    const second = await startDemo({ home });
    await second.drain();
    const item = await itemOf(second, 'N#late');
    await second.close();

    expect(item).toMatchObject({ done: { S: 'yes' } });
  });

  it('refuses a table of another shape with a way out', async () => {
    const home = temporaryDir();
    await (await startDemo({ home })).close();
    const index = {
      AttributeDefinitions: ['pk', 'other'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-other',
          KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    };

    await expect(startDemo({ home }, { table: index })).rejects.toThrow(/fresh/);
  });

  it('refuses a home that another stack uses, and frees it when the start fails', async () => {
    const home = temporaryDir();
    await expect(startDemo({ home }, { boot: { fail: true } })).rejects.toThrow(
      'Defaults failed: the defaults are wrong',
    );
    const stack = await startDemo({ home });
    await expect(startDemo({ home })).rejects.toThrow(/in use by another local stack/);
    await stack.close();
  });
});
