import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';
import { orderLines } from '../../scripts/import-data/orders.ts';
import { spoil } from '../../scripts/import-data/spoil.ts';
import { ticketLines } from '../../scripts/import-data/tickets.ts';

const view = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  progress: z.object({ done: z.number(), total: z.number().optional() }),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  uploadUrl: z.string().optional(),
  errorsUrl: z.string().optional(),
  problem: z.object({ code: z.string(), message: z.string(), column: z.number().optional() }).optional(),
});
type View = z.output<typeof view>;
const page = z.object({ items: z.array(z.looseObject({ id: z.string() })) });

const DAY = 86_400_000;
const incidents = '../shared/data/servicenow-incidents/events-first-60-incidents.csv';
const book = '../shared/data/uci-online-retail/lines.csv.gz';

describe('imports', () => {
  let journey: Journey;
  let admin: ReturnType<Journey['as']>;
  beforeAll(async () => {
    journey = await startJourney();
    admin = journey.as('admin');
  }, 120_000);
  afterAll(() => journey.close());

  const announced = async (asked: object): Promise<View> => {
    const made = await admin.post('/v1/imports', asked);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const one = view.parse(made.body);
    expect(made.headers.get('location')).toBe(`/v1/imports/${one.id}`);
    return one;
  };
  const put = async (one: View, file: string | Uint8Array): Promise<void> => {
    const answer = await fetch(one.uploadUrl ?? '', { method: 'PUT', body: Buffer.from(file) });
    expect(answer.status).toBe(200);
  };
  const read = async (id: string): Promise<View> => view.parse((await admin.get(`/v1/imports/${id}`)).body);
  const errorsOf = async ({ errorsUrl }: View): Promise<string[]> => {
    if (errorsUrl === undefined) return [];
    return (await (await fetch(errorsUrl)).text()).trim().split('\r\n').slice(1);
  };
  const imported = async (asked: object, file: string | Uint8Array): Promise<View> => {
    const one = await announced(asked);
    await put(one, file);
    await journey.drain();
    const done = await read(one.id);
    expect(done.problem).toBeUndefined();
    expect(done.status).toBe('done');
    return done;
  };
  const counts = ({ created, updated, unchanged, failed }: View) => [created, updated, unchanged, failed];

  it('wait for their file, and say where it goes', async () => {
    const one = await announced({ resource: 'customers', format: 'csv' });
    const listed = page.parse((await admin.get('/v1/imports')).body).items;

    expect(one).toMatchObject({ status: 'awaitingFile', created: 0, progress: { done: 0 } });
    expect((await read(one.id)).uploadUrl).toContain(`/imports/${one.id}/file?`);
    expect(listed[0]).toMatchObject({ id: one.id, status: 'awaitingFile' });
    expect(listed[0]).not.toHaveProperty('uploadUrl');
  });

  it('are the administrators’, and name what they do not know', async () => {
    expect(
      (await journey.as('supervisor1').post('/v1/imports', { resource: 'orders', format: 'csv' })).status,
    ).toBe(403);
    const unknown = await admin.post('/v1/imports', {
      resource: 'customers',
      format: 'csv',
      mapping: { role: 'Rolle' },
    });
    expect(unknown.status).toBe(422);
    expect(unknown.body).toMatchObject({ errors: [{ path: 'mapping.role', code: 'unknown_field' }] });
  });

  it('bring customers who are found by name, phone and number, and change nothing the second time', async () => {
    const file = [
      'externalId,name,phones,emails,tags,city,country,province,district,line',
      'A1,李小明,13812345678;+8613912345678,li@example.com,vip-list,杭州市,CN,浙江省,西湖区,文三路 1 号',
      "A2,'=HYPERLINK(1),'+86 13712345678,,,,,,,",
      'A3,Grace,12,,,,,,,',
    ].join('\n');
    const first = await imported({ resource: 'customers', format: 'csv' }, `\uFEFF${file}`);
    const again = await imported({ resource: 'customers', format: 'csv' }, `\uFEFF${file}`);
    const byPinyin = page.parse((await admin.get('/v1/customers?q=lixiaoming')).body).items;
    const byPhone = page.parse((await admin.get('/v1/customers?q=13712345678')).body).items;

    expect(counts(first)).toEqual([2, 0, 0, 1]);
    expect(counts(again)).toEqual([0, 0, 2, 1]);
    expect(await errorsOf(first)).toEqual(['3,phones,invalid,must be a phone number such as +8613812345678']);
    expect(byPinyin).toHaveLength(1);
    expect(await admin.get(`/v1/customers/${byPhone[0]?.id}?reveal=name`)).toMatchObject({
      body: { name: '=HYPERLINK(1)' },
    });
  });

  it('bring orders with their lines, and the worth of their customers', async () => {
    const file = [
      'externalId,customerExternalId,placedAt,status,currency,sku,name,quantity,price,sourceUpdatedAt',
      'O1,A1,2026-01-01 10:00,delivered,CNY,s1,Tea,2,40.5,2026-01-02T10:00:00Z',
      'O1,A1,2026-01-01 10:00,delivered,CNY,s2,Cup,1,19,2026-01-02T10:00:00Z',
      'O2,Z9,2026-01-02T10:00:00Z,paid,CNY,s2,Cup,1,19.00,2026-01-02T10:00:00Z',
    ].join('\r\n');
    const first = await imported({ resource: 'orders', format: 'csv' }, file);
    const dry = await imported({ resource: 'orders', format: 'csv', dryRun: true }, file);
    const customer = page.parse((await admin.get('/v1/customers?q=A1')).body).items[0];

    expect(counts(first)).toEqual([2, 0, 0, 0]);
    expect(first.progress).toEqual({ done: 3, total: 3 });
    expect(counts(dry)).toEqual([0, 0, 2, 0]);
    expect(customer).toMatchObject({ spend: { amount: '100.00', currency: 'CNY' } });
  });

  it('bring cases with their past as if it had happened here, and tell nobody', async () => {
    const begun = Date.now() - 20 * DAY;
    const at = (hours: number): string => new Date(begun + hours * 3_600_000).toISOString();
    const row = {
      externalId: 'T1',
      kind: 'complaint',
      subject: 'Late parcel',
      body: 'Where is it?',
      channel: 'web',
      customerExternalId: 'A1',
      createdAt: at(0),
      messages: [
        { at: at(3), from: 'agent', visibility: 'public', body: 'We look.' },
        { at: at(150), from: 'customer', visibility: 'public', body: 'Still not here' },
      ],
      events: [
        { at: at(2), type: 'assigned', agent: 'agent1@example.com' },
        { at: at(100), type: 'statusChanged', to: 'resolved' },
      ],
    };
    const told = (await journey.outbox()).length;
    const done = await imported({ resource: 'tickets', format: 'ndjson' }, `${JSON.stringify(row)}\n`);
    const found = page.parse((await admin.get('/v1/tickets')).body).items[0];
    const ticket = (await admin.get(`/v1/tickets/${found?.id}`)).body;
    const timeline = z
      .object({ items: z.array(z.object({ seq: z.number(), type: z.string(), at: z.string() })) })
      .parse((await admin.get(`/v1/tickets/${found?.id}/timeline?limit=100`)).body).items;
    const surveys = page.parse((await admin.get(`/v1/surveys?ticketId=${found?.id}`)).body).items;
    const byStatus = (await admin.get('/v1/tickets/counts')).body;

    expect(counts(done)).toEqual([1, 0, 0, 0]);
    expect(ticket).toMatchObject({
      createdAt: at(0),
      firstResponseAt: at(3),
      status: 'open',
      reopenCount: 1,
      escalationLevel: 2,
    });
    expect(timeline.map(({ seq }) => seq)).toEqual(timeline.map((_, n) => n + 1));
    expect(timeline.filter(({ type }) => type === 'slaBreached').map(({ at: when }) => when)).toEqual([
      at(48),
      at(72),
    ]);
    expect(surveys).toEqual([]);
    expect(await journey.outbox()).toHaveLength(told);
    expect(JSON.stringify(byStatus)).toContain('"open":1');
  });

  it('leave nothing of the file behind but the rows that were not taken, without what they said', async () => {
    const file = 'externalId,name,phones\nK1,Canary Miller,999999\n';
    const done = await imported({ resource: 'customers', format: 'csv' }, file);
    const link = new URL(done.errorsUrl ?? '');
    const upload = await fetch(`${link.origin}${link.pathname.replace('errors.csv', 'file')}${link.search}`);

    expect((await errorsOf(done)).join('\n')).not.toMatch(/Canary|999999/);
    expect(upload.status).toBeGreaterThanOrEqual(400);
  });

  it('are called off while they wait, and take no file then', async () => {
    const one = await announced({ resource: 'orders', format: 'ndjson' });
    const before = await admin.get(`/v1/imports/${one.id}`);
    expect((await admin.delete(`/v1/imports/${one.id}`, undefined, ifMatch(before))).status).toBe(204);
    await put(one, '{"externalId":"X1"}\n');
    await journey.drain();
    const after = await read(one.id);

    expect(after).toMatchObject({ status: 'failed', problem: { code: 'cancelled' }, progress: { done: 0 } });
  });

  it('refuse a file as a whole with the reason, in the caller’s language', async () => {
    const one = await announced({ resource: 'customers', format: 'csv' });
    await put(one, 'externalId,name,role\nR1,Eve,admin\n');
    await journey.drain();
    const { body } = await admin.get(`/v1/imports/${one.id}`, undefined, { 'accept-language': 'zh-CN' });

    expect(view.parse(body)).toMatchObject({
      status: 'failed',
      problem: { code: 'unknown_column', column: 3 },
    });
    expect(view.parse(body).problem?.message).toMatch(/\p{Script=Han}/u);
    expect(page.parse((await admin.get('/v1/customers?q=R1')).body).items).toEqual([]);
  });

  it('of the same file twice at once make every customer once', async () => {
    const lines = Array.from({ length: 300 }, (_, n) =>
      JSON.stringify({ externalId: `P${n}`, name: `Person ${n}` }),
    );
    const file = lines.join('\n');
    const both = [
      await announced({ resource: 'customers', format: 'ndjson' }),
      await announced({ resource: 'customers', format: 'ndjson' }),
    ];
    await Promise.all(both.map((one) => put(one, file)));
    await journey.drain();
    const [a, b] = await Promise.all(both.map(({ id }) => read(id)));

    expect([a?.status, b?.status]).toEqual(['done', 'done']);
    expect((a?.created ?? 0) + (b?.created ?? 0)).toBe(300);
    expect((a?.unchanged ?? 0) + (b?.unchanged ?? 0)).toBe(300);
  }, 120_000);

  it.skipIf(!existsSync(incidents))(
    'take the log of another desk, find it again, and name exactly its spoiled rows',
    async () => {
      const lines = await ticketLines(incidents, 'servicenow', 25);
      const asked = { resource: 'tickets', format: 'ndjson' };
      const first = await imported(asked, lines.join('\n'));
      const again = await imported(asked, lines.join('\n'));
      const spoiled = spoil(lines, { count: 8, seed: 5, table: false });
      const worse = await imported(asked, spoiled.lines.join('\n'));
      const faulty = [...new Set((await errorsOf(worse)).map((line) => Number(line.split(',')[0])))];

      expect(counts(first)).toEqual([25, 0, 0, 0]);
      expect(counts(again)).toEqual([0, 0, 25, 0]);
      expect(counts(worse)).toEqual([0, 0, 17, 8]);
      expect(faulty).toEqual(spoiled.rows);
    },
    180_000,
  );

  it.skipIf(!existsSync(book))(
    'take the book of another shop, find it again, and name exactly its spoiled rows',
    async () => {
      const { lines, orders } = await orderLines(book, 'uci-online-retail', 30);
      const asked = { resource: 'orders', format: 'csv' };
      const first = await imported(asked, lines.join('\n'));
      const again = await imported(asked, lines.join('\n'));
      const spoiled = spoil(lines, { count: 8, seed: 7, table: true });
      const worse = await imported(asked, spoiled.lines.join('\n'));
      const faulty = [...new Set((await errorsOf(worse)).map((line) => Number(line.split(',')[0])))];

      expect(counts(first)).toEqual([orders, 0, 0, 0]);
      expect(counts(again)).toEqual([0, 0, orders, 0]);
      expect(faulty).toEqual(spoiled.rows);
    },
    180_000,
  );
});
