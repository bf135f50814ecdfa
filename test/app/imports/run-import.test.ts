import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ref, update } from '#shared/app/records.ts';
import { failedFor, importFiles, MOST_TRIES } from '#shared/domain/imports/import.ts';
import { type ImportBench, importBench, Killed } from '#test/support/import-bench.ts';

const NOW = Date.now();
const counts = (job: ReturnType<ImportBench['one']>) => ({
  status: job.status,
  done: job.done,
  ...job.counts,
});

const customers = (count: number): string =>
  ['externalId,name,phones', ...Array.from({ length: count }, (_, n) => `A${n},Customer ${n},`)].join('\n');
const tickets = (count: number, steps = 2): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      externalId: `T${n}`,
      subject: `Case ${n}`,
      body: 'What now?',
      channel: 'web',
      customerExternalId: `C${n % 5}`,
      createdAt: new Date(NOW - 86_400_000).toISOString(),
      messages: Array.from({ length: steps }, (_, m) => ({
        at: new Date(NOW - 80_000_000 + m * 1000).toISOString(),
        from: m % 2 === 0 ? 'agent' : 'customer',
        body: `Turn ${m}`,
      })),
    }),
  ).join('\n');
const orders = (count: number): string =>
  [
    'externalId,customerExternalId,placedAt,status,sku,quantity,price,sourceUpdatedAt',
    ...Array.from({ length: count }, (_, n) =>
      [1, 2]
        .map((line) => `O${n},C${n % 3},2026-01-01T10:00:00Z,paid,s${line},${line},2.50,2026-01-01T10:00:00Z`)
        .join('\n'),
    ),
  ].join('\n');

describe('an import', () => {
  let bench: ImportBench;
  beforeEach(async () => {
    bench = await importBench(NOW);
  });

  it('makes what is new, changes what is known and leaves what is the same', async () => {
    const first = await bench.run(
      await bench.handIn({ resource: 'customers', format: 'csv' }, 'externalId,name,tags\nA1,Li,a\nA2,Bo,\n'),
    );
    const second = await bench.run(
      await bench.handIn(
        { resource: 'customers', format: 'csv' },
        'externalId,name,tags\nA1,Li,a;b\nA2,Bo,\nA3,Cy,\n',
      ),
    );

    expect(counts(first)).toEqual({
      status: 'done',
      done: 2,
      created: 2,
      updated: 0,
      unchanged: 0,
      failed: 0,
    });
    expect(counts(second)).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
    expect(bench.store.all('customer').find(({ name }) => name === 'Li')).toMatchObject({ tags: ['a', 'b'] });
  });

  it('finds a customer by phone or e-mail where the row has no number', async () => {
    const file = 'name,phones,emails\nLi,13812345678,\nBo,,bo@example.com\n';
    await bench.run(await bench.handIn({ resource: 'customers', format: 'csv' }, file));
    const again = await bench.run(
      await bench.handIn(
        { resource: 'customers', format: 'csv' },
        'phones,emails,tags\n+86 138 1234 5678,,vip-list\n,bo@EXAMPLE.com,\n',
      ),
    );

    expect(counts(again)).toMatchObject({ created: 0, updated: 1, unchanged: 1, failed: 0 });
    expect(bench.store.all('customer')).toHaveLength(2);
  });

  it('takes several rows of one number as lines of one order, with its worth', async () => {
    const job = await bench.run(await bench.handIn({ resource: 'orders', format: 'csv' }, orders(4)));

    expect(counts(job)).toMatchObject({ done: 8, created: 4, failed: 0 });
    expect(bench.store.all('order').map(({ lines, totalMinor }) => [lines.length, totalMinor])).toEqual(
      Array.from({ length: 4 }, () => [2, 750]),
    );
    expect(bench.store.all('customer')).toHaveLength(3);
  });

  it('counts in a dry run what it would do, and writes nothing', async () => {
    const file = `${orders(6)}\nO9,C1,2026-01-01T10:00:00Z,nowhere,s,1,1.00,`;
    const id = await bench.handIn({ resource: 'orders', format: 'csv', dryRun: true }, file);
    const dry = await bench.run(id);
    expect([bench.store.all('order'), bench.store.all('customer'), bench.store.all('importKey')]).toEqual([
      [],
      [],
      [],
    ]);
    const real = await bench.run(await bench.handIn({ resource: 'orders', format: 'csv' }, file));

    expect(counts(dry)).toEqual(counts(real));
    expect(bench.errorsOf(id)).toEqual(bench.errorsOf(real.id));
  });

  it('names in its file of errors every row that was not taken, its field and rule, and nothing it said', async () => {
    const file = [
      'externalId,name,phones,birthday',
      'A1,Li,,',
      'A2,Bo,12345,',
      ',Cy,,',
      'A4,Di,,2099-01-01',
      'A5,Ed,1.38E+10,',
      'A6,Fi',
      'A1,Li,,',
    ].join('\n');
    const job = await bench.run(await bench.handIn({ resource: 'customers', format: 'csv' }, file));

    expect(counts(job)).toMatchObject({ created: 1, failed: 6 });
    expect(bench.errorsOf(job.id)).toEqual([
      'row,field,code,message',
      '2,phones,invalid,must be a phone number such as +8613812345678',
      '3,externalId,required,is required where neither phone nor e-mail is given',
      '4,birthday,invalid,must not lie in the future',
      '5,phones,mangled_number,"is a number that has lost digits; keep such columns as text"',
      '6,,ragged,must have as many cells as there are columns',
      '7,,duplicate,has the key of an earlier row of this file',
    ]);
  });

  it('names a field once for each row, however many rules it breaks', async () => {
    const lines = ['{"externalId":"A1","name":"Li","phones":"+8613800138000"}', '{"externalId":"A2"}'];
    const id = await bench.handIn({ resource: 'customers', format: 'ndjson' }, lines.join('\n'));
    await bench.run(id);

    expect(bench.errorsOf(id).slice(1)).toEqual([
      '1,phones,wrong_type,must be an array',
      '2,name,required,is required',
    ]);
  });

  it('says what is wrong in the language of the request', async () => {
    const id = await bench.handIn(
      { resource: 'customers', format: 'csv', language: 'zh-CN' },
      'externalId,phones\nA1,\nA2,1\n',
    );
    await bench.run(id);

    expect(bench.errorsOf(id).slice(1)).toEqual([
      '1,name,required,必填',
      '2,phones,invalid,必须是形如 +8613812345678 的电话号码',
    ]);
  });

  it('puts a guard before the name of a field that begins like a formula', async () => {
    const id = await bench.handIn(
      { resource: 'customers', format: 'ndjson' },
      '{"externalId":"A1","name":"Li","=1+1":2}',
    );
    await bench.run(id);

    expect(bench.errorsOf(id).at(1)).toMatch(/^1,'=1\+1,unknown_field,/);
  });

  it.each([
    ['no rows', 'externalId,name\n', 'no_rows'],
    ['a column of ours', 'externalId,name,role\nA1,Li,admin\n', 'unknown_column'],
    ['a quote that is never closed', 'externalId,name\nA1,Li\nA2,"Bo\n', 'unreadable'],
    ['nothing at all', '', 'no_rows'],
  ] as const)('with %s is refused before its first row', async (_, file, code) => {
    const job = await bench.run(await bench.handIn({ resource: 'customers', format: 'csv' }, file));

    expect(job).toMatchObject({ status: 'failed', problem: { code } });
    expect(bench.store.all('customer')).toEqual([]);
  });

  it('takes away what was handed in when it is over, however it ended', async () => {
    const good = await bench.run(
      await bench.handIn({ resource: 'customers', format: 'csv' }, `${customers(3)}\n,x,\n`),
    );
    const bad = await bench.run(await bench.handIn({ resource: 'customers', format: 'csv' }, 'x\n'));

    expect([...bench.files.keys()]).toEqual([importFiles.errors(good.id)]);
    expect(bad.status).toBe('failed');
  });

  it('reads with a mapping the columns that it names', async () => {
    const job = await bench.run(
      await bench.handIn(
        { resource: 'customers', format: 'csv', mapping: { externalId: '编号', name: '姓名' } },
        '编号,职位,姓名\nA1,经理,李明\n',
      ),
    );

    expect(counts(job)).toMatchObject({ created: 1, failed: 0 });
  });

  it.each([
    ['customers', 'csv', customers(30)],
    ['orders', 'csv', orders(15)],
    ['tickets', 'ndjson', tickets(15)],
    ['tickets', 'ndjson', tickets(3, 120)],
  ] as const)(
    'of %s (%s) ends the same wherever it is killed, and counts once',
    async (resource, format, file) => {
      const whole = await bench.run(await bench.handIn({ resource, format }, file));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: MOST_TRIES - 1 }),
          async (kills) => {
            const fresh = await importBench(NOW);
            const left = [...kills];
            let until = left.shift() ?? Number.POSITIVE_INFINITY;
            fresh.world.onCommit = () => {
              until -= 1;
              if (until > 0) return;
              until = left.shift() ?? Number.POSITIVE_INFINITY;
              throw new Killed();
            };
            const job = await fresh.run(await fresh.handIn({ resource, format }, file));
            expect(counts(job)).toEqual(counts(whole));
            for (const kind of ['customer', 'order', 'ticket', 'message', 'event'] as const)
              expect(fresh.store.all(kind)).toHaveLength(bench.store.all(kind).length);
          },
        ),
        { numRuns: 12 },
      );
    },
  );

  it('goes on in another message when its time is over, as often as it takes', async () => {
    let read = 0;
    let looked = 0;
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, customers(1100));
    // Once while it reads, then after every piece.
    bench.world.workedMs = () => {
      if (bench.one(id).rows === undefined) return ++read === 601 ? 60_000 : 0;
      return ++looked % 2 === 0 ? 60_000 : 0;
    };
    const job = await bench.run(id);

    expect(counts(job)).toEqual({
      status: 'done',
      done: 1100,
      created: 1100,
      updated: 0,
      unchanged: 0,
      failed: 0,
    });
    expect(bench.world.handedOn).toBeGreaterThanOrEqual(3);
  });

  it('breaks off in the middle of a piece before its worker is out of time, and finds what is done', async () => {
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, customers(150));
    const isLate = () => bench.world.handedOn === 0 && bench.store.all('importKey').length >= 40;
    bench.world.workedMs = () => (isLate() ? 100_000 : 0);
    const job = await bench.run(id);

    expect(counts(job)).toEqual({
      status: 'done',
      done: 150,
      created: 150,
      updated: 0,
      unchanged: 0,
      failed: 0,
    });
    expect(bench.world.handedOn).toBeGreaterThan(0);
  });

  it.each([
    ['customers', 'csv', customers(40)],
    ['orders', 'csv', orders(20)],
    ['tickets', 'ndjson', tickets(20)],
  ] as const)(
    'of the same file of %s twice at once makes everything once',
    async (resource, format, file) => {
      const ids = [
        await bench.handIn({ resource, format }, file),
        await bench.handIn({ resource, format }, file),
      ];
      const jobs = await Promise.all(ids.map((id) => bench.run(id)));
      const total = jobs.map(({ counts: { created, unchanged, failed } }) => ({
        created,
        unchanged,
        failed,
      }));

      expect(total.reduce((sum, { created }) => sum + created, 0)).toBe(resource === 'customers' ? 40 : 20);
      expect(total.every(({ failed }) => failed === 0)).toBe(true);
      expect(total.reduce((sum, { created, unchanged }) => sum + created + unchanged, 0)).toBe(
        resource === 'customers' ? 80 : 40,
      );
      expect(bench.store.all('customer')).toHaveLength(
        resource === 'customers' ? 40 : resource === 'orders' ? 3 : 5,
      );
    },
  );

  it('is left alone by a second message while a worker has it', async () => {
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, customers(5));
    let second: Promise<void> | undefined;
    bench.world.onCommit = () => {
      if (bench.one(id).status === 'running') second ??= bench.deliver(id, 'other');
    };
    await bench.run(id);
    await second;

    expect(bench.messages).toEqual([]);
    expect(counts(bench.one(id))).toMatchObject({ created: 5, done: 5 });
  });

  it('stops when it is called off, and takes its files away', async () => {
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, customers(1200));
    let commits = 0;
    bench.world.onCommit = () => {
      commits += 1;
      if (commits === 100) {
        const job = bench.one(id);
        void bench.store.commit([update('import', job, failedFor(job, { code: 'cancelled' }, NOW))]);
      }
    };
    const job = await bench.run(id);
    await bench.deliver(id, 'late');

    expect(job).toMatchObject({ status: 'failed', problem: { code: 'cancelled' } });
    expect(bench.store.all('customer').length).toBeLessThan(1200);
    expect([...bench.files.keys()]).toEqual([]);
  });

  it('ends when another file is put in its place while it is read', async () => {
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, customers(1200));
    let asked = 0;
    bench.world.workedMs = () => (++asked > 600 ? 60_000 : 0);
    bench.world.onCommit = () => {
      if (bench.one(id).pieces > 0) bench.world.etag = '"2"';
    };
    const job = await bench.run(id);

    expect(job).toMatchObject({ status: 'failed', problem: { code: 'file_changed' } });
    expect(bench.store.all('customer')).toEqual([]);
  });

  it('shows a case with a long past only when all of it is there', async () => {
    const id = await bench.handIn({ resource: 'tickets', format: 'ndjson' }, tickets(1, 300));
    let seenEarly = 0;
    bench.world.onCommit = () => {
      if (bench.store.all('ticket').length > 0 && bench.store.all('message').length < 301) seenEarly += 1;
    };
    await bench.run(id);
    const [ticket] = bench.store.all('ticket');

    expect(seenEarly).toBe(0);
    expect(bench.store.all('message')).toHaveLength(301);
    expect(
      bench.store
        .all('event')
        .map(({ seq }) => seq)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: ticket?.eventSeq ?? 0 }, (_, n) => n + 1));
  });

  it('changes the head of a case by a later file, and never its past', async () => {
    const row = {
      externalId: 'T1',
      subject: 'Late',
      body: 'Where is it?',
      channel: 'web',
      customerExternalId: 'C1',
      createdAt: '2026-01-01T00:00:00Z',
      messages: [{ at: '2026-01-01T01:00:00Z', from: 'agent', body: 'We look.' }],
    };
    const hand = async (of: object) =>
      bench.run(
        await bench.handIn({ resource: 'tickets', format: 'ndjson' }, JSON.stringify({ ...row, ...of })),
      );
    await hand({});
    const changed = await hand({ subject: 'Very late', priority: 'high' });
    const rewritten = await hand({ messages: [] });

    expect(counts(changed)).toMatchObject({ updated: 1, failed: 0 });
    expect(bench.store.all('ticket')[0]).toMatchObject({ subject: 'Very late', priority: 'high' });
    expect(bench.errorsOf(rewritten.id)[1]).toMatch(/^1,messages,past_changed,/);
  });

  it('reserves no survey for what was resolved in the past', async () => {
    const row = {
      externalId: 'T1',
      subject: 'Late',
      body: 'Where is it?',
      customerPhone: '13812345678',
      createdAt: '2026-01-01T00:00:00Z',
      events: [{ at: '2026-01-02T00:00:00Z', type: 'statusChanged', to: 'resolved' }],
    };
    await bench.run(await bench.handIn({ resource: 'tickets', format: 'ndjson' }, JSON.stringify(row)));

    expect(bench.store.all('ticket')[0]).toMatchObject({ status: 'closed', version: expect.any(Number) });
    expect(bench.store.all('survey')).toEqual([]);
  });

  it('brings nobody back who was erased', async () => {
    await bench.run(await bench.handIn({ resource: 'customers', format: 'csv' }, 'externalId,name\nA1,Li\n'));
    const before = bench.store.all('customer')[0];
    if (!before) throw new Error('nobody was made');
    await bench.store.commit([
      update('customer', before, { ...before, status: 'erased', name: '', externalIds: [], version: 2 }),
    ]);
    const same = await bench.run(
      await bench.handIn({ resource: 'customers', format: 'csv' }, 'externalId,name\nA1,Li\n'),
    );
    const other = await bench.run(
      await bench.handIn({ resource: 'customers', format: 'csv' }, 'externalId,name\nA1,Li Ming\n'),
    );

    expect(counts(same)).toMatchObject({ unchanged: 1 });
    expect(bench.errorsOf(other.id)[1]).toMatch(/^1,externalId,erased,/);
    expect(bench.store.one(ref('customer', before.id))?.status).toBe('erased');
  });
});
