import { parse } from 'csv-parse/sync';
import ExcelJs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

const START = Date.parse('2026-03-02T01:00:00Z');
const CASES = 30;
const PHONE = '+8613912345678';
type Json = Record<string, unknown>;
const body = (reply: Reply): Json => reply.body as Json;
const problem = (reply: Reply): unknown => [reply.status, body(reply)['code']];

describe('exports', () => {
  let journey: Journey;
  let customerId = '';
  beforeAll(async () => {
    journey = await startJourney({ now: START });
    const admin = journey.as('admin');
    const made = await admin.post('/v1/customers', {
      name: '周婷婷',
      phones: [PHONE],
      emails: ['zhou.tingting@example.com'],
      addresses: [
        { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区', line: '文三路 90 号' },
      ],
      tags: ['vip-club'],
    });
    customerId = String(body(made)['id']);
    const agent = journey.as('agent1');
    for (let n = 0; n < CASES; n++) {
      const reply = await agent.post('/v1/tickets', {
        subject: n === 0 ? '=HYPERLINK("http://x","请致电 13912345678")' : `Case ${n}`,
        body: `My number is 13912345678, "call", me\nplease ${n}`,
        channel: n % 2 === 0 ? 'web' : 'app',
        kind: n % 3 === 0 ? 'complaint' : 'consultation',
        tags: n % 5 === 0 ? ['late-parcel'] : [],
        ...(n % 2 === 0
          ? { customerId }
          : { customer: { name: '李四', phone: `1381234${String(5000 + n)}` } }),
      });
      expect(reply.status).toBe(201);
    }
    await journey.drain();
  });
  afterAll(() => journey.close());

  const ask = (user: string, asked: Json): Promise<Reply> => journey.as(user).post('/v1/exports', asked);
  const read = async (user: string, id: unknown): Promise<Json> =>
    body(await journey.as(user).get(`/v1/exports/${String(id)}`));
  const finished = async (user: string, asked: Json): Promise<Json> => {
    const reply = await ask(user, asked);
    expect(reply.status, JSON.stringify(reply.body)).toBe(202);
    await journey.drain();
    return read(user, body(reply)['id']);
  };
  const cancel = async (user: string, id: unknown): Promise<Reply> =>
    journey.as(user).delete(`/v1/exports/${String(id)}`, undefined, {
      'if-match': `"${String((await read('admin', id))['version'])}"`,
    });
  const download = async (made: Json): Promise<Buffer> => {
    expect(made['status'], JSON.stringify(made)).toBe('done');
    const response = await fetch(String(made['downloadUrl']));
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };
  const lines = async (
    user: string,
    resource: string,
    filter: Json = {},
    fields?: string[],
  ): Promise<Json[]> => {
    const made = await finished(user, {
      resource,
      format: 'ndjson',
      filter,
      ...(fields ? { fields } : {}),
    });
    const text = (await download(made)).toString();
    const rows =
      text === ''
        ? []
        : text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Json);
    expect(made['rows']).toBe(rows.length);
    return rows;
  };
  const listed = async (user: string, path: string): Promise<Json[]> => {
    const items: Json[] = [];
    let cursor = '';
    do {
      const reply = body(
        await journey.as(user).get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`),
      );
      items.push(...(reply['items'] as Json[]));
      cursor = reply['nextCursor'] === undefined ? '' : `&cursor=${String(reply['nextCursor'])}`;
    } while (cursor !== '');
    return items;
  };
  const ids = (rows: readonly Json[]): unknown[] => rows.map(({ id }) => id).sort();

  it('hold what the list of cases shows, whatever is asked for', async () => {
    for (const filter of [
      {},
      { kind: 'complaint' },
      { tag: 'late-parcel' },
      { customerId },
      { status: ['new', 'open'] },
      { status: 'closed' },
      { createdAfter: '2027-01-01T00:00:00Z' },
      { assigneeId: 'none', teamId: 'team_00000000000000000000000001' },
      { escalationLevel: 0 },
    ] as Json[]) {
      const query = new URLSearchParams(
        Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString();
      const truth = await listed('analyst1', `/v1/tickets?${query}`);
      expect(ids(await lines('analyst1', 'tickets', filter)), JSON.stringify(filter)).toEqual(ids(truth));
    }
  });

  it('have one truth in every format, in the order of creation', async () => {
    const fields = [
      'number',
      'subject',
      'createdAt',
      'orderIds',
      'escalationLevel',
      'resolutionDueAt',
      'assigneeId',
    ];
    const asked = { resource: 'tickets', fields, filter: { kind: 'complaint' } };
    const json = await lines('analyst1', 'tickets', { kind: 'complaint' }, fields);
    expect(json.map((row) => row['createdAt'])).toEqual(json.map((row) => row['createdAt']).toSorted());
    const csv = parse(await download(await finished('analyst1', { ...asked, format: 'csv' })), {
      bom: true,
      columns: true,
      record_delimiter: '\r\n',
    }) as Json[];
    const workbook = new ExcelJs.Workbook();
    const bytes = await download(await finished('analyst1', { ...asked, format: 'xlsx' }));
    await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0]);
    const sheet = workbook.worksheets[0] as ExcelJs.Worksheet;
    expect(sheet.name).toBe('tickets');
    expect(sheet.getRow(1).values).toEqual([undefined, ...fields]);
    expect([csv.length, sheet.rowCount - 1]).toEqual([json.length, json.length]);
    json.forEach((row, n) => {
      const subject = String(row['subject']);
      expect(csv[n]?.['number']).toBe(row['number']);
      expect(csv[n]?.['subject']).toBe(subject.startsWith('=') ? `'${subject}` : subject);
      const cells = sheet.getRow(n + 2);
      expect(cells.getCell(1).value).toBe(row['number']);
      expect(cells.getCell(2).value).toBe(csv[n]?.['subject']);
      expect((cells.getCell(3).value as Date).toISOString()).toBe(row['createdAt']);
      expect(cells.getCell(5).value).toBe(row['escalationLevel']);
      expect(csv[n]?.['assigneeId']).toBe(row['assigneeId'] ?? '');
    });
    expect(json[0]?.['subject']).not.toContain('13912345678');
  });

  it('show of people what the role may see, and say so', async () => {
    const filter = { tag: 'vip-club' };
    const [masked] = await lines('analyst1', 'customers', filter);
    expect([masked?.['name'], masked?.['phones'], masked?.['emails']]).toEqual([
      '周**',
      ['+86139****5678'],
      ['z***@example.com'],
    ]);
    const [half] = await lines('supervisor1', 'customers', filter);
    expect([half?.['name'], half?.['phones']]).toEqual(['周**', [PHONE]]);
    const [whole] = await lines('admin', 'customers', filter);
    expect([whole?.['name'], whole?.['addresses']]).toEqual([
      '周婷婷',
      ['CN 浙江省 杭州市 西湖区 文三路 90 号'],
    ]);
    const made = await finished('supervisor1', { resource: 'customers', format: 'csv', filter });
    expect([...(made['revealed'] as string[])].sort()).toEqual(['address', 'email', 'phone']);
    const [message] = await lines('supervisor1', 'messages', { customerId });
    expect(message?.['body']).toContain('13912345678');
  });

  it('show nobody more than masks where the settings say so', async () => {
    const admin = journey.as('admin');
    const settings = await admin.get('/v1/settings');
    const etag = { 'if-match': settings.headers.get('etag') ?? '' };
    const set = await admin.patch('/v1/settings', { exportsMasked: true }, etag);
    expect(set.status).toBe(200);
    const [row] = await lines('admin', 'customers', { tag: 'vip-club' });
    expect(row?.['name']).toBe('周**');
    await admin.patch('/v1/settings', { exportsMasked: null }, { 'if-match': set.headers.get('etag') ?? '' });
  });

  it('hold every message and every event of the cases that fit', async () => {
    const cases = await listed('admin', `/v1/tickets?customerId=${customerId}`);
    const messages = await lines('admin', 'messages', { customerId });
    expect(messages.length).toBe(cases.length);
    const events = await lines('analyst1', 'timeline', { customerId });
    const truth: unknown[] = [];
    for (const { id } of cases)
      truth.push(...ids(await listed('analyst1', `/v1/tickets/${String(id)}/timeline`)));
    expect(ids(events)).toEqual(truth.sort());
    const one = String(cases[0]?.['id']);
    expect(
      new Set((await lines('admin', 'messages', { ticketId: one })).map((row) => row['ticketId'])),
    ).toEqual(new Set([one]));
  });

  it('are for roles that may read the same, and refusals are recorded', async () => {
    expect(problem(await ask('agent1', { resource: 'tickets', format: 'csv' }))).toEqual([403, 'forbidden']);
    expect(problem(await ask('analyst1', { resource: 'messages', format: 'csv' }))).toEqual([
      403,
      'forbidden',
    ]);
    expect(problem(await ask('analyst1', { resource: 'auditEvents', format: 'csv' }))).toEqual([
      403,
      'forbidden',
    ]);
    const search = { resource: 'customers', format: 'csv', filter: { q: '周婷婷' } };
    expect(problem(await ask('analyst1', search))).toEqual([403, 'forbidden']);
    expect((await lines('supervisor1', 'customers', { q: '周婷婷' })).length).toBe(1);
    const trail = await listed('admin', '/v1/audit-events?action=export.refused');
    expect(trail.length).toBe(3);
    expect(JSON.stringify(await listed('admin', '/v1/audit-events'))).not.toContain('周婷婷');
    const [made] = await listed('admin', '/v1/audit-events?action=export.made');
    expect(made?.['data']).toMatchObject({ resource: 'customers', filter: ['q'], rows: 1 });
  });

  it('of the trail hold what the trail shows', async () => {
    const truth = await listed('admin', '/v1/audit-events?action=ticket.created');
    expect(ids(await lines('admin', 'auditEvents', { action: 'ticket.created' }))).toEqual(ids(truth));
  });

  it('are refused by the names of their fields', async () => {
    const refused = await ask('admin', {
      resource: 'tickets',
      format: 'csv',
      filter: { kind: 'nonsense', colour: 'red' },
      fields: ['number', 'secret', 'number'],
    });
    expect(refused.status).toBe(422);
    const paths = (body(refused)['errors'] as Json[]).map(({ path }) => path).sort();
    expect(paths).toEqual(['fields[1]', 'fields[2]', 'filter.colour', 'filter.kind']);
    for (const asked of [
      { resource: 'cats', format: 'csv' },
      { resource: 'tickets', format: 'doc' },
      { resource: 'customers', format: 'csv', filter: { spendMin: '1.005' } },
      { resource: 'auditEvents', format: 'csv', filter: { from: '2020-01-01T00:00:00Z' } },
      {
        resource: 'tickets',
        format: 'csv',
        filter: { createdAfter: '2026-02-02T00:00:00Z', createdBefore: '2026-02-01T00:00:00Z' },
      },
    ])
      expect((await ask('admin', asked)).status, JSON.stringify(asked)).toBe(422);
  });

  it('are their maker’s and the administrators’', async () => {
    const made = await finished('analyst1', { resource: 'tickets', format: 'csv' });
    expect((await journey.as('supervisor1').get(`/v1/exports/${String(made['id'])}`)).status).toBe(404);
    expect((await cancel('supervisor1', made['id'])).status).toBe(404);
    expect((await read('admin', made['id']))['status']).toBe('done');
    const own = await listed('supervisor1', '/v1/exports');
    expect(own.every(({ createdBy }) => createdBy === own[0]?.['createdBy'])).toBe(true);
    expect(ids(await listed('admin', '/v1/exports'))).toContain(made['id']);
    expect(ids(own)).not.toContain(made['id']);
  });

  it('give a link that lives five minutes, afresh at each look', async () => {
    const made = await finished('analyst1', { resource: 'orders', format: 'csv' });
    expect(Date.parse(String(made['expiresAt'])) - (await journey.now())).toBeLessThanOrEqual(300_000);
    await journey.advance('PT4M50S');
    expect((await fetch(String(made['downloadUrl']))).status).toBe(200);
    await journey.advance('PT15S');
    expect((await fetch(String(made['downloadUrl']))).status).toBe(403);
    expect((await fetch(String((await read('analyst1', made['id']))['downloadUrl']))).status).toBe(200);
    await journey.advance('P7D');
    const later = await read('analyst1', made['id']);
    expect([later['status'], later['downloadUrl']]).toEqual(['expired', undefined]);
  });

  it('stop when they are cancelled, and take their file away', async () => {
    const reply = await ask('analyst1', { resource: 'tickets', format: 'xlsx' });
    const id = String(body(reply)['id']);
    expect(reply.headers.get('location')).toBe(`/v1/exports/${id}`);
    await journey.drain();
    const { downloadUrl } = await read('analyst1', id);
    expect((await cancel('analyst1', id)).status).toBe(204);
    await journey.drain();
    expect((await fetch(String(downloadUrl))).status).toBe(404);
    expect((await read('analyst1', id))['status']).toBe('expired');
    expect((await cancel('analyst1', id)).status).toBe(204);
  });

  it('that show people go away when somebody is erased', async () => {
    const plain = await finished('admin', { resource: 'customers', format: 'csv' });
    const masked = await finished('analyst1', { resource: 'customers', format: 'csv' });
    expect((await journey.as('admin').post(`/v1/customers/${customerId}/erase`, {})).status).toBe(202);
    await journey.run('customer-review');
    await journey.drain();
    expect((await read('admin', plain['id']))['status']).toBe('expired');
    expect((await fetch(String(plain['downloadUrl']))).status).toBe(404);
    expect((await read('analyst1', masked['id']))['status']).toBe('done');
    const rows = await lines('admin', 'messages', { customerId });
    expect(JSON.stringify(rows)).not.toContain('13912345678');
  });
});
