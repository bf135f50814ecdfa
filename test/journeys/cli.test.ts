import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../scripts/kefu/io.ts';
import { runKefu } from '../../scripts/kefu/run.ts';
import { readPdf } from '../adapters/pdf/read-pdf.ts';
import { type Journey, startJourney } from '../support/local-stack.ts';
import { countersOf, everyItem, pastTheProduct } from '../support/stored-items.ts';

const TABLE = 'kefu-dev-table';

let journey: Journey;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-cli-'));
  journey = await startJourney();
}, 120_000);
afterAll(async () => {
  await journey?.close();
  await rm(folder, { recursive: true, force: true });
});

const kefuWith = async (env: Record<string, string>, ...args: string[]) => {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    env: { KEFU_URL: journey.stack.address, ...env },
    pause: (ms) => pause(Math.min(ms, 100)),
    signal: new AbortController().signal,
  };
  const code = await runKefu(args, io);
  return { code, out, err: err.join('\n'), json: () => out.map((line) => JSON.parse(line) as Json) };
};
type Json = Record<string, unknown>;
const kefu = (...args: string[]) => kefuWith({}, ...args);
const file = (name: string): string => join(folder, name);

describe('signing in', () => {
  it('is that of a sample person on a local stack, admin unless told otherwise', async () => {
    const { code, out } = await kefu('users', 'me');
    expect(code).toBe(0);
    expect(out).toEqual([expect.stringMatching(/^usr_\S+ {2}.+ {2}admin$/)]);
    const analyst = await kefu('users', 'me', '--as', 'analyst1', '--json');
    expect(analyst.json()).toMatchObject([{ role: 'analyst' }]);
  });
  it('takes a token, or a program’s own client, from the environment', async () => {
    const token = await journey.tokenOf('supervisor1');
    expect((await kefuWith({ KEFU_TOKEN: token }, 'users', 'me')).out[0]).toContain('supervisor');
    const refused = await kefuWith({ KEFU_TOKEN: 'nobody' }, 'users', 'me');
    expect(refused.code).toBe(1);
    const program = { KEFU_TOKEN_URL: `${journey.stack.address}/_local/pool/oauth2/token` };
    expect(await kefuWith(program, 'users', 'me')).toMatchObject({
      code: 2,
      err: expect.stringContaining('KEFU_CLIENT_ID'),
    });
    const wrong = { ...program, KEFU_CLIENT_ID: 'x', KEFU_CLIENT_SECRET: 'y' };
    expect((await kefuWith(wrong, 'users', 'me')).code).toBe(1);
  });
});

describe('exit codes', () => {
  it('tell what was not understood from what was refused and from what does not answer', async () => {
    expect((await kefu()).code).toBe(2);
    expect((await kefu('--help')).code).toBe(0);
    expect((await kefu('nothing')).code).toBe(2);
    expect((await kefu('export', 'tickets', '--nonsense')).code).toBe(2);
    expect((await kefu('export', 'tickets', '--help')).code).toBe(0);
    expect((await kefu('users', 'you')).code).toBe(2);
    expect((await kefu('users', 'me', '--as', 'nobody')).code).toBe(1);
    const elsewhere = await kefu('users', 'me', '--url', 'http://127.0.0.1:9');
    expect(elsewhere.code).toBe(3);
    expect(elsewhere.err).toContain('does not answer');
  });
  it('come with the problem’s title, detail and fields, also for machines', async () => {
    const people = await kefu(
      'export',
      'tickets',
      '--out',
      file('no.csv'),
      '--filter',
      'colour=red',
      '--fields',
      'nonsense',
    );
    expect(people.code).toBe(1);
    expect(people.err).toMatch(/\(422\)\n.+\n {2}filter\.colour: .+\n {2}fields\[0\]: /s);
    const machine = await kefu(
      'export',
      'tickets',
      '--out',
      file('no.csv'),
      '--filter',
      'colour=red',
      '--json',
    );
    expect(JSON.parse(machine.err)).toMatchObject({
      status: 422,
      exitCode: 1,
      errors: [{ path: 'filter.colour' }],
    });
    const forbidden = await kefu('export', 'tickets', '--out', file('no.csv'), '--as', 'agent1');
    expect(forbidden).toMatchObject({ code: 1, err: expect.stringContaining('(403)') });
  });
});

describe('exports', () => {
  const phone = '+8613800138000';
  let number = '';
  beforeAll(async () => {
    const opened = await journey.as('agent1').post('/v1/tickets', {
      subject: '包裹还没到',
      body: '订单一直没有更新，请联系 13800138000。',
      channel: 'web',
      kind: 'complaint',
      customer: { name: '欧阳小明', phone },
      tags: ['late-parcel'],
    });
    const ticket = opened.body as { id: string; number: string };
    number = ticket.number;
    await journey
      .as('agent1')
      .post(`/v1/tickets/${ticket.id}/messages`, { visibility: 'internal', body: '仓库说明天发货 👍' });
    await journey
      .as('agent1')
      .post(`/v1/tickets/${ticket.id}/messages`, { visibility: 'public', body: '您好，明天发货。' });
    await journey.as('agent1').post('/v1/tickets', {
      subject: 'Second case',
      body: 'A question',
      channel: 'web',
      customer: { name: 'Li' },
    });
    await journey.drain();
  });

  it('are asked for, waited for and fetched, with lines that say how far they are', async () => {
    const out = file('tickets.csv');
    const {
      code,
      out: told,
      err,
    } = await kefu('export', 'tickets', '--out', out, '--fields', 'number,subject,status');
    expect(code).toBe(0);
    expect(told).toEqual([expect.stringMatching(/tickets\.csv: 2 rows, \d+ bytes$/)]);
    expect(err).toContain('download:');
    const text = await readFile(out, 'utf8');
    expect(text).toContain('number,subject,status');
    expect(text).toContain(number);
    expect(await kefu('export', 'tickets', '--out', out)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--force'),
    });
  });
  it('can be fetched later by their id', async () => {
    const asked = await kefu('export', 'customers', '--format', 'ndjson', '--no-wait', '--json');
    const [{ id } = {}] = asked.json();
    const { code, json } = await kefu(
      'export',
      '--id',
      String(id),
      '--out',
      file('customers.ndjson'),
      '--json',
    );
    expect(code).toBe(0);
    expect(json()).toMatchObject([
      { id, rows: expect.any(Number), bytes: (await stat(file('customers.ndjson'))).size },
    ]);
  });
  it('of cases as PDF hold each case with its conversation, masked as its maker sees it', async () => {
    expect(
      (
        await kefu(
          'export',
          'tickets',
          '--out',
          file('cases.pdf'),
          '--as',
          'supervisor1',
          '--language',
          'zh-CN',
        )
      ).code,
    ).toBe(0);
    const { pages } = readPdf(await readFile(file('cases.pdf')));
    const text = pages.join('\n');
    expect(pages[0]).toContain('目录');
    expect(pages[0]).toContain(`工单 ${number} · 包裹还没到`);
    for (const part of [
      '您好，明天发货。',
      '仓库说明天发货 □',
      '内部备注',
      '投诉',
      '欧阳**',
      '首次响应',
      'late-parcel',
      '时间线',
      'Second case',
    ])
      expect(text).toContain(part);
    for (const page of pages) expect(page).toMatch(/supervisor|usr_\w+/i);
    expect(text).not.toContain('欧阳小明');
  });
  it('of cases leave out conversations and numbers for whoever may not read them', async () => {
    expect(
      (
        await kefu(
          'export',
          'tickets',
          '--out',
          file('analyst.pdf'),
          '--as',
          'analyst1',
          '--filter',
          `number=${number}`,
        )
      ).code,
    ).toBe(0);
    const text = readPdf(await readFile(file('analyst.pdf'))).pages.join('\n');
    expect(text).toContain(`Case ${number}`);
    for (const part of ['明天发货', '13800138000', '欧阳小明', 'Second case'])
      expect(text).not.toContain(part);
  });
  it('of anything else as PDF are a table with its filter, its maker and the chosen columns', async () => {
    const asked = [
      'export',
      'customers',
      '--out',
      file('customers.pdf'),
      '--as',
      'analyst1',
      '--fields',
      'name,phones,createdAt',
      '--filter',
      'createdAfter=2020-01-01T00:00:00Z',
    ];
    expect(await kefu(...asked)).toMatchObject({ code: 0, err: expect.any(String) });
    const text = readPdf(await readFile(file('customers.pdf'))).pages.join('\n');
    for (const part of [
      'Customers',
      'created after: 2020-01-01 08:00:00',
      'Asia/Shanghai',
      'name',
      'phones',
      '欧阳**',
      '+86138****8000',
    ])
      expect(text).toContain(part);
    for (const resource of ['messages', 'timeline', 'orders', 'surveyResponses', 'auditEvents'])
      expect(await kefu('export', resource, '--out', file(`${resource}.pdf`))).toMatchObject({ code: 0 });
    expect(readPdf(await readFile(file('messages.pdf'))).pages.join('\n')).toContain('您好，明天发货。');
  });
});

describe('imports', () => {
  it('are uploaded and waited for, and what was not taken is fetched', async () => {
    await writeFile(file('people.csv'), 'externalId,name,phones\nc-1,王五,+8613900139000\nc-2,,nonsense\n');
    const dry = await kefu(
      'import',
      'customers',
      file('people.csv'),
      '--dry-run',
      '--errors',
      file('errors.csv'),
      '--json',
    );
    expect(dry.code).toBe(1);
    expect(JSON.parse(dry.err)).toMatchObject({ created: 1, failed: 1 });
    expect(await readFile(file('errors.csv'), 'utf8')).toContain('row,field,code,message');
    await writeFile(file('good.csv'), 'externalId,name,phones\nc-1,王五,+8613900139000\n');
    const good = await kefu('import', 'customers', file('good.csv'));
    expect(good).toMatchObject({
      code: 0,
      out: [expect.stringContaining('1 created, 0 updated, 0 unchanged, 0 failed')],
    });
    expect((await kefu('import', 'customers', file('nowhere.csv'))).code).toBe(2);
  });
});

describe('changes', () => {
  it('are told to their end, and go on where they ended', async () => {
    await journey.drain();
    await journey.advance('PT1M');
    const first = await kefu('changes', '--json');
    expect(first.code).toBe(0);
    const after = first.json().at(-1)?.['after'];
    expect(first.json().length).toBeGreaterThan(1);
    const second = await kefu('changes', '--after', String(after), '--json');
    expect(second.json()).toHaveLength(1);
  });
});

describe('dead letters', () => {
  it('are counted, looked at without being taken away, and sent again', async () => {
    const listed = await kefu('dead-letters', 'list', '--json');
    expect(listed.code).toBe(0);
    expect(listed.json()).toContainEqual({ name: 'notifications-dlq', messages: 0 });
    const sent = await fetch(`${journey.stack.enginesAddress}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify({
        QueueUrl: await queueUrl('kefu-dev-notifications-dlq'),
        MessageBody: '{"type":"x"}',
      }),
    });
    expect(sent.status).toBe(200);
    const preview = await kefu('dead-letters', 'preview', 'notifications', '--json');
    expect(preview.json()).toMatchObject([{ ids: [], reason: 'it is no message of this queue: data' }]);
    // Nobody knows where one came from that was put there by hand: the task fails, and so does the command.
    const redriven = await kefu('dead-letters', 'redrive', 'notifications');
    expect(redriven).toMatchObject({
      code: 1,
      err: expect.stringContaining('stopped after 0 messages: FAILED'),
    });
    expect((await kefu('dead-letters', 'preview', 'nothing')).code).toBe(2);
  });
  const queueUrl = async (name: string): Promise<string> => {
    const answer = await fetch(`${journey.stack.enginesAddress}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
      body: JSON.stringify({ QueueName: name }),
    });
    return ((await answer.json()) as { QueueUrl: string }).QueueUrl;
  };
});

describe('a download', () => {
  it('goes on where a connection broke, with a fresh link, and has its name only when it is whole', async () => {
    const whole = Buffer.alloc(300_000, 'kefu');
    let asked = 0;
    const starts: number[] = [];
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://127.0.0.1');
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      if (url.pathname.startsWith('/v1/exports')) {
        asked += 1;
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            id: 'exp_1',
            status: 'done',
            progress: { done: 3 },
            rows: 3,
            bytes: whole.length,
            downloadUrl: `${address}/file?${asked}`,
          }),
        );
        return;
      }
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      starts.push(start);
      response.writeHead(start === 0 ? 200 : 206, {
        'content-length': whole.length - start,
        ...(start === 0 ? {} : { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}` }),
      });
      // The first two connections break after some of it.
      if (starts.length > 2) response.end(whole.subarray(start));
      else
        response.write(whole.subarray(start, start + 100_000), () =>
          setTimeout(() => response.destroy(), 20),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const result = await kefuWith(
        { KEFU_TOKEN: 't', KEFU_URL: `http://127.0.0.1:${port}` },
        'export',
        '--id',
        'exp_1',
        '--out',
        file('big.csv'),
        '--json',
      );
      expect(result).toMatchObject({ code: 0, err: '' });
      expect((await readFile(file('big.csv'))).equals(whole)).toBe(true);
      expect(starts).toEqual([0, 100_000, 200_000]);
      expect(asked).toBe(3);
    } finally {
      server.close();
    }
  });
});

describe('webhooks', () => {
  it('are listed with what became of their deliveries, and send again', async () => {
    const made = await journey
      .as('admin')
      .post('/v1/webhooks', { url: 'http://127.0.0.1:9/hook', events: ['ticket.created'] });
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    await journey
      .as('agent1')
      .post('/v1/tickets', { subject: 'Told', body: 'x', channel: 'web', customer: { name: 'Li' } });
    await journey.drain();
    expect((await kefu('webhooks', 'list', '--json')).json()).toMatchObject([
      { id, events: ['ticket.created'] },
    ]);
    const deliveries = await kefu('webhooks', 'deliveries', id, '--json');
    expect(deliveries.json()[0]).toMatchObject({ type: 'ticket.created' });
    expect((await kefu('webhooks', 'deliveries', id)).out[0]).toMatch(
      /ticket\.created {2}pending {2}connection/,
    );
    const from = new Date((await journey.now()) - 3_600_000).toISOString();
    expect(await kefu('webhooks', 'replay', id, '--from', from)).toMatchObject({ code: 0 });
    expect(await kefu('webhooks', 'replay', id)).toMatchObject({ code: 2 });
  });
});

describe('counters', () => {
  it('are compared with the records, and put right where they differ', async () => {
    const { address } = (await (await fetch(`${journey.stack.address}/_local/engines`)).json()) as {
      address: string;
    };
    const documents = pastTheProduct(address);
    const keptIn = ['--state', file('counters.json')];
    await journey
      .as('agent1')
      .post('/v1/tickets', { subject: 'Counted', body: 'x', channel: 'web', customer: { name: 'Li' } });
    await journey.drain();
    const counts = async () => (await journey.as('admin').get('/v1/tickets/counts')).body;
    const right = await counts();
    const team = Object.keys(countersOf(await everyItem(documents, TABLE))).find((key) =>
      key.startsWith('CNT#team='),
    );
    const [pk = ''] = team?.split(' ') ?? [];
    await documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk, sk: 'A' },
        UpdateExpression: 'ADD n :n',
        ExpressionAttributeValues: { ':n': 3 },
      }),
    );
    expect(await counts()).not.toEqual(right);
    const made = await journey.as('admin').post('/v1/customers', { name: 'Li', phones: ['+8613800000099'] });
    const customerId = (made.body as { id: string }).id;
    const ordered = await journey.as('admin').put('/v1/orders/COUNTED-1', {
      customer: { id: customerId },
      placedAt: new Date((await journey.now()) - 86_400_000).toISOString(),
      status: 'paid',
      total: { amount: '100.00', currency: 'CNY' },
      lines: [{ sku: 'A', name: 'Thing', quantity: 1, price: { amount: '100.00', currency: 'CNY' } }],
      sourceUpdatedAt: new Date(await journey.now()).toISOString(),
    });
    expect(ordered.status, JSON.stringify(ordered.body)).toBe(201);
    const ofCustomer = { TableName: TABLE, Key: { pk: `CUS#${customerId}`, sk: 'A' } };
    const purchases = async () => {
      const { Item: item } = await documents.send(new GetCommand({ ...ofCustomer, ConsistentRead: true }));
      return (item?.['value'] as { tally: { purchases: number } } | undefined)?.tally.purchases;
    };
    expect(await purchases()).toBe(1);
    await documents.send(
      new UpdateCommand({
        ...ofCustomer,
        UpdateExpression: 'SET #v.tally.purchases = :n',
        ExpressionAttributeNames: { '#v': 'value' },
        ExpressionAttributeValues: { ':n': 7 },
      }),
    );
    await journey.advance('PT5M');

    const found = await kefu('counters', 'check', ...keptIn);
    expect(found).toMatchObject({ code: 1, err: expect.stringContaining(`${pk} A n: 3 too many`) });
    expect(found.err).toContain(`worth of ${customerId}: not what their orders say`);
    const dry = await kefu('counters', 'rebuild', '--dry-run', ...keptIn);
    expect(dry).toMatchObject({ code: 0, out: [expect.stringContaining('would be put right')] });
    expect(await counts()).not.toEqual(right);
    expect(await kefu('counters', 'rebuild', ...keptIn)).toMatchObject({ code: 0 });
    await journey.drain();

    expect(await counts()).toEqual(right);
    expect(await purchases()).toBe(1);
    expect(await kefu('counters', 'nothing')).toMatchObject({ code: 2 });
  });
});

describe('snapshots', () => {
  it('are made, listed and verified, and what is missing is put back', async () => {
    const made = await kefu('snapshot', 'create', '--json');
    expect(made.code).toBe(0);
    const [{ id } = {}] = made.json();
    expect((await kefu('snapshot', 'list')).out).toEqual([expect.stringContaining(`${id}  full  done`)]);
    expect(await kefu('snapshot', 'verify', String(id))).toMatchObject({
      code: 0,
      out: [expect.stringContaining('verified')],
    });
    const wrong = await kefu('restore', String(id), '--mode', 'missing', '--confirm', 'no');
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('confirm') });
    const dry = await kefu(
      'restore',
      String(id),
      '--mode',
      'missing',
      '--confirm',
      String(id),
      '--dry-run',
      '--json',
    );
    expect(dry.code).toBe(0);
    expect(dry.json()).toMatchObject([{ status: 'done', dryRun: true }]);
  });
});
