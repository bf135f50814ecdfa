import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogs } from '#local/lambda/logs.ts';
import { createLambdaService, type LambdaService } from '#local/lambda/service.ts';
import type { FunctionDefinition } from '#local/lambda/types.ts';
import { createClock, type VirtualClock } from '#local/state/clock.ts';
import { openStore } from '#local/state/store.ts';
import { temporaryDir } from '../support/assembly.ts';

const dir = temporaryDir();
const handlers = `
let count = 0;
export const warm = async () => ({ count: ++count });
export const sleep = async (ms) => { await new Promise((done) => setTimeout(done, ms)); return { count: ++count }; };
export const spin = async () => { for (;;) {} };
export const fail = async () => { throw new RangeError('too far'); };
export const nothing = async () => undefined;
export const circle = async () => { const a = {}; a.a = a; return a; };
export const big = async (size) => 'x'.repeat(size);
export const exit = async () => process.exit(3);
export const uncaught = async () => { setTimeout(() => { throw new Error('late'); }, 1); await new Promise((done) => setTimeout(done, 5000)); };
export const env = async () => ({ ...process.env });
export const say = async (text) => { console.log(text); console.error('error ' + text); };
export const about = async (_event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });
export const dates = async () => ({ now: Date.now(), made: new Date().getTime(), text: Date(), parsed: new Date('2020-01-01T00:00:00Z').getTime(),
  isDate: new Date() instanceof Date, same: new Date().constructor === Date, sub: new (class Sub extends Date {})().getTime(), utc: Date.UTC(2020, 0) });
export const reach = async (url) => { const r = await fetch(url, { method: 'POST', body: 'hi' }); return { status: r.status, body: await r.text() }; };
export const name = async (host) => (await import('node:dns/promises')).lookup(host);
export const request = async (url) => { const { request } = await import(url.startsWith('https') ? 'node:https' : 'node:http');
  return new Promise((done, broken) => { const sent = request(url, { method: 'PUT' }, (r) => { r.resume(); done({ status: r.statusCode, by: r.headers['x-by'] }); }); sent.on('error', broken); sent.end('body'); }); };
`;

describe('execution environments', () => {
  let clock: VirtualClock;
  let lambda: LambdaService;
  const outbound: string[] = [];
  const failures: string[] = [];
  const engine = createServer((request, response) => {
    request.resume();
    outbound.push(`${request.method} ${request.url} ${request.headers['x-local-outbound-url'] ?? ''}`);
    response.writeHead(200, { 'x-by': 'engine' }).end('engine');
  });

  const define = (name: string, more: Partial<FunctionDefinition> = {}) => {
    const arn = `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;
    lambda.define({
      name,
      arn,
      codeDir: dir,
      codeId: '1',
      handler: `index.${name.split('-')[0]}`,
      environment: {},
      timeoutMs: 10_000,
      memoryMb: 256,
      ...more,
    });
    return name;
  };
  const run = async (name: string, payload: unknown = null): Promise<unknown> => {
    const result = await lambda.invoke(name, JSON.stringify(payload));
    return result.ok ? JSON.parse(result.payload) : result.error;
  };

  beforeAll(async () => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'index.mjs'), handlers);
    writeFileSync(join(dir, 'broken.mjs'), 'throw new SyntaxError("at load");');
    await new Promise<void>((resolve) => void engine.listen(0, '127.0.0.1', resolve));
    clock = createClock(openStore(), Date.parse('2031-05-01T00:00:00Z'));
    lambda = createLambdaService({
      clock: clock.shared,
      codeDir: join(dir, 'worker'),
      logs: openLogs(join(dir, 'logs')),
      enginePort: () => (engine.address() as AddressInfo).port,
      variables: () => ({ BASE: 'base', OWN: 'base' }),
      extra: { EXTRA: 'extra' },
      onFailure: (name, { error }) => void failures.push(`${name} ${error.errorType}`),
      longestWaitMs: 40,
    });
  });
  afterAll(async () => {
    await lambda.close();
    engine.close();
  });

  it('keep their state warm from one event to the next', async () => {
    define('warm');

    expect([await run('warm'), await run('warm')]).toEqual([{ count: 1 }, { count: 2 }]);
  });

  it('handle one event at a time, in at most two environments, and the rest waits in line', async () => {
    define('sleep');
    const results = (await Promise.all(Array.from({ length: 6 }, () => run('sleep', 30)))) as {
      count: number;
    }[];

    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    // Two environments share the six, whichever is quicker taking more; each counts its own without a gap.
    const shares = [1, 2, 3, 4, 5].map((n) => [...upTo(n), ...upTo(6 - n)].sort());

    expect(shares).toContainEqual(results.map(({ count }) => count).sort());
    expect(lambda.workers.list().filter((one) => one.functionName === 'sleep')).toHaveLength(2);
  });

  it('keep to a reserved concurrency of one', async () => {
    define('sleep-reserved', { handler: 'index.sleep', reservedConcurrency: 1 });
    const results = (await Promise.all([1, 2, 3].map(() => run('sleep-reserved', 5)))) as { count: number }[];

    expect(results.map(({ count }) => count)).toEqual([1, 2, 3]);
  });

  it('are refused at once to a caller who waits, beyond the reserved concurrency, and the code sees nothing of it', async () => {
    define('sleep-alone', { handler: 'index.sleep', reservedConcurrency: 1 });
    const [first, second] = await Promise.all([1, 2].map(() => lambda.invokeNow('sleep-alone', '20')));

    expect(first).toMatchObject({ ok: true, payload: '{"count":1}' });
    expect(second).toMatchObject({
      ok: false,
      throttled: true,
      error: { errorType: 'TooManyRequestsException' },
    });
    expect(await run('sleep-alone', 1)).toEqual({ count: 2 });
    expect(failures.filter((one) => one.startsWith('sleep-alone'))).toEqual([]);
  });

  it('are waited for only so long where there are no more places', async () => {
    define('sleep-crowded', { handler: 'index.sleep' });
    await Promise.all([run('sleep-crowded', 1), run('sleep-crowded', 1)]);
    const results = await Promise.all(
      [150, 150, 1].map((ms) => lambda.invokeNow('sleep-crowded', String(ms))),
    );

    expect(results.map((one) => (one.ok ? 'answered' : one.throttled))).toEqual([
      'answered',
      'answered',
      true,
    ]);
    expect(await run('sleep-crowded', 1)).toHaveProperty('count');
  });

  it('are ended by the timeout, even in a loop without end, and the next event finds a fresh one', async () => {
    define('spin', { timeoutMs: 150 });

    expect(await run('spin')).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 0.15 seconds',
    });
    expect(lambda.workers.list().filter((one) => one.functionName === 'spin')).toHaveLength(0);
  });

  it('report what a handler throws, and live on', async () => {
    define('fail');

    expect(await run('fail')).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(failures).toContain('fail RangeError');
  });

  it.each([
    ['a module that fails to load', { handler: 'broken.handler' }, 'SyntaxError'],
    ['a module that is not there', { handler: 'missing.handler' }, 'Runtime.ImportModuleError'],
    ['an export that is not there', { handler: 'index.nobody' }, 'Runtime.HandlerNotFound'],
    ['a runtime of another language', { unsupported: 'python does not run here' }, 'Unsupported'],
  ])('report %s', async (_name, more, errorType) => {
    define('init', more);

    expect(await run('init')).toMatchObject({ errorType });
  });

  it('answer nothing as null, refuse circles, and cap a reply at 6 MB', async () => {
    for (const name of ['nothing', 'circle', 'big']) define(name);

    expect(await run('nothing')).toBeNull();
    expect(await run('circle')).toMatchObject({ errorType: 'Runtime.MarshalError' });
    expect(await run('big', 6 * 1024 * 1024 - 2)).toHaveLength(6 * 1024 * 1024 - 2);
    expect(await run('big', 6 * 1024 * 1024)).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('fail the event when the process ends or an error escapes', async () => {
    for (const name of ['exit', 'uncaught']) define(name);

    expect(await run('exit')).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await run('uncaught')).toMatchObject({ errorType: 'Error', errorMessage: 'late' });
  });

  it('have variables of their own and nothing of this process', async () => {
    define('env', { environment: { OWN: 'own', EXTRA: 'own' } });
    const env = await run('env');

    expect(env).toMatchObject({
      BASE: 'base',
      OWN: 'own',
      EXTRA: 'extra',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^AKIALOCAL\d{11}$/),
    });
    expect(env).not.toHaveProperty('HOME');
  });

  it('can be ended behind an access key, which fails what they were doing', async () => {
    define('sleep-killed', { handler: 'index.sleep' });
    const running = run('sleep-killed', 10_000);
    let found = lambda.workers.list().find((one) => one.functionName === 'sleep-killed' && one.requestId);
    while (!found) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      found = lambda.workers.list().find((one) => one.functionName === 'sleep-killed' && one.requestId);
    }

    expect(lambda.workers.kill(found.accessKeyId)).toBe(true);
    expect(await running).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(lambda.workers.kill(found.accessKeyId)).toBe(false);
    expect(lambda.workers.functionOf(found.accessKeyId)).toBe('sleep-killed');
  });

  it('read the moved clock by Date at once, and parse dates as ever', async () => {
    define('dates', { reservedConcurrency: 1 });
    const first = (await run('dates')) as Record<string, unknown>;
    clock.advance(86_400_000);
    const second = (await run('dates')) as Record<string, unknown>;

    expect(new Date(Number(first['now'])).toISOString()).toMatch(/^2031-05-01/);
    expect(Number(second['made']) - Number(first['now'])).toBeGreaterThanOrEqual(86_400_000);
    expect(second).toMatchObject({
      parsed: Date.parse('2020-01-01T00:00:00Z'),
      utc: Date.UTC(2020, 0),
      isDate: true,
      same: true,
    });
    expect(String(second['text'])).toContain('2031');
    expect(new Date(Number(second['sub'])).toISOString()).toMatch(/^2031-05-02/);
  });

  it('can be given a skew of their own', async () => {
    define('dates-skewed', { handler: 'index.dates' });
    await run('dates-skewed');
    const one = lambda.workers.list().find((worker) => worker.functionName === 'dates-skewed');
    lambda.workers.setSkew(one?.accessKeyId ?? '', -300_000);
    const { now } = (await run('dates-skewed')) as { now: number };

    expect(clock.now() - now).toBeGreaterThanOrEqual(300_000);
    expect(clock.now() - now).toBeLessThan(310_000);
  });

  it('tell a handler who it is and how long it has', async () => {
    define('about');

    expect(await run('about')).toMatchObject({
      functionName: 'about',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      left: expect.any(Number),
    });
  });

  it('write what they print to a log of the function', async () => {
    define('say');
    await run('say', 'hello log');
    await expect
      .poll(() => readFileSync(join(dir, 'logs', 'say.log'), 'utf8'))
      .toMatch(/^hello log\n(?:.*\n)*error hello log$/m);
  });

  it('reach nothing but the engines: all other calls go there with their address in a header', async () => {
    for (const name of ['reach', 'request', 'name']) define(name);
    outbound.length = 0;

    expect(await run('reach', 'https://example.com/a?b=c')).toEqual({ status: 200, body: 'engine' });
    expect(await run('request', 'https://example.com/x')).toEqual({ status: 200, by: 'engine' });
    expect(await run('request', 'http://127.0.0.1:1/y')).toEqual({ status: 200, by: 'engine' });
    expect(outbound).toEqual([
      'POST /outbound https://example.com/a?b=c',
      'PUT /outbound https://example.com/x',
      'PUT /outbound http://127.0.0.1:1/y',
    ]);
    expect(await run('name', 'example.com')).toEqual({ address: '192.0.32.8', family: 4 });
    expect(await run('name', 'nobody.invalid')).toMatchObject({
      errorMessage: expect.stringContaining('ENOTFOUND'),
    });
  });

  it('end when they are the one idle for longest and there are too many', async () => {
    for (let i = 0; i < 26; i += 1) await run(define(`warm-${i}`, { handler: 'index.warm' }));

    expect(lambda.workers.list().length).toBeLessThanOrEqual(24);
    expect(lambda.workers.list().some((one) => one.functionName === 'warm-25')).toBe(true);
  });
});
