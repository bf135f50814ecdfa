import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { chunks } from '#shared/adapters/dynamo/exports/ahead.ts';
import { dynamoExportSources } from '#shared/adapters/dynamo/exports/sources.ts';
import { fileWriter } from '#shared/adapters/exports/file-writer.ts';
import { rightsOf } from '#shared/app/exports/access.ts';
import type { Walk } from '#shared/app/exports/sources.ts';
import type { ExportTools } from '#shared/app/exports/tools.ts';
import type { Context } from '#shared/app/ports.ts';
import { create, type Ref, ref, update } from '#shared/app/records.ts';
import { columnNames } from '#shared/domain/exports/columns/index.ts';
import type { Export } from '#shared/domain/exports/export.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { User } from '#shared/domain/people/user.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { aTicket, NINE } from '#test/domain/tickets/support.ts';
import { callerWith } from '#test/support/serve-operation.ts';
import { aCustomer, idOf } from '../support/a-case.ts';
import { aStore } from '../support/a-store.ts';
import { memoryFiles } from './memory-files.ts';

const digest = (purpose: string, value: string): string =>
  createHash('sha256').update(`${purpose}\n${value}`).digest('base64url');

const analyst: User = {
  id: idOf('usr', 1),
  version: 1,
  sub: 'analyst',
  name: 'Ana',
  email: 'ana@example.com',
  roleId: 'analyst',
  teamIds: [],
  skills: [],
  languages: [],
  capacity: 1,
  level: 'senior',
  presence: 'online',
  status: 'active',
  createdAt: NINE,
  updatedAt: NINE,
};

/** A case of its own second, so that the order of creation is that of the numbers. */
export const caseNo = (n: number, over: Partial<Ticket> = {}): Ticket => ({
  ...aTicket({
    id: idOf('tkt', n),
    number: `K7-${String(n).padStart(5, '0')}`,
    customerId: idOf('cus', (n % 5) + 1),
  }),
  createdAt: NINE + n * 1000,
  updatedAt: NINE + n * 1000,
  ...over,
});

/** The same walk in smaller steps. */
const inSteps = (walk: Walk<Ticket>, most: number): Walk<Ticket> =>
  async function* steps(after) {
    for await (const { items } of walk(after)) {
      for (const some of chunks(items, most)) {
        const last = some.at(-1);
        if (last) yield { items: some, upTo: `${iso(last.createdAt)}#${last.id}` };
      }
    }
  };

/** A desk with an analyst, five customers and some cases, the worker of exports by hand: every one of its steps can be made to fail. */
export const aDesk = async (cases: number) => {
  const { store, table, close } = await aStore({ team: 2, all: 4, timers: 2 });
  const world = { now: NINE + 3_600_000, drawn: 0, maker: callerWith('analyst', { id: analyst.id }) };
  for (let n = 1; n <= 5; n++)
    await store.commit([create('customer', aCustomer(n, `+861391234${1000 + n}`))]);
  await store.commit([create('user', analyst)]);
  for (let n = 1; n <= cases; n++) await store.commit([create('ticket', caseNo(n))]);

  const open = async (refs: readonly Ref[]): Promise<Context> => {
    const { found, config } = await store.open({ refs });
    return {
      now: world.now,
      found,
      config,
      language: 'en',
      accepts: 'json',
      publicUrl: 'https://localhost',
      reader: store.reader,
      lists: store.lists,
      caller: callerWith('admin', { type: 'system', id: 'exports' }),
      newId: (prefix) => `${prefix}_${ulid(world.now, Buffer.from(String(++world.drawn).padStart(10, '0')))}`,
      random: (bytes) => new Uint8Array(bytes),
      digest,
      seal: (_, value) => JSON.stringify(value),
      unseal: (_, sealed) => JSON.parse(sealed) as unknown,
    };
  };
  const sources = dynamoExportSources(table);
  const { objects, files, uploads, before } = memoryFiles();
  /** Messages to the workers, oldest first. */
  const queue: string[] = [];
  const readOne = async (id: string): Promise<Export> => {
    const made = (await store.reader.get([ref('export', id)])).one(ref('export', id));
    if (!made) throw new Error('there is no such export');
    return made;
  };
  const tools = (owner: string, over: Partial<ExportTools> = {}): ExportTools => ({
    open,
    async commit(writes) {
      before.write('commit');
      await store.commit(writes);
    },
    sources: { ...sources, tickets: (query) => inSteps(sources.tickets(query), 7) },
    files: objects,
    queue: {
      async send({ id }) {
        before.write('send');
        queue.push(id);
      },
    },
    callerOf: (user) => (user.status === 'active' ? world.maker : undefined),
    writer: ({ format, resource }, columns, state) =>
      fileWriter(format === 'pdf' ? 'csv' : format, { title: resource, columns }, state),
    partBytes: () => 30_000,
    owner,
    spentMs: () => 0,
    ...over,
  });
  const ask = async (over: Partial<Export> = {}): Promise<string> => {
    const id = `exp_${ulid(world.now, Buffer.from(String(++world.drawn).padStart(10, '0')))}`;
    const resource = over.resource ?? 'tickets';
    const made: Export = {
      id,
      version: 1,
      createdAt: world.now,
      updatedAt: world.now,
      createdBy: analyst.id,
      rights: rightsOf(world.maker, resource, await open([])),
      language: 'en',
      resource,
      format: 'ndjson',
      filter: {},
      // What a clock shows depends on the moment at which a run begins.
      fields: columnNames(resource).filter((name) => !name.endsWith('Elapsed') && !name.endsWith('State')),
      revealed: [],
      status: 'queued',
      tries: 0,
      ...over,
    };
    await store.commit([create('export', made)]);
    return id;
  };
  const fileOf = async (id: string): Promise<Buffer> => {
    const { status, fileKey = '', problem } = await readOne(id);
    const file = files.get(fileKey);
    if (status !== 'done' || !file) throw new Error(`no file: ${status} ${problem}`);
    return file;
  };
  /** Changes a case as somebody at the desk would. */
  const change = async (id: string, over: Partial<Ticket>): Promise<void> => {
    const was = (await store.reader.get([ref('ticket', id)])).one(ref('ticket', id));
    if (!was) throw new Error('there is no such case');
    const after = { ...was, ...over, version: was.version + 1, updatedAt: world.now };
    await store.commit([update('ticket', was, after)]);
  };
  return {
    store,
    table,
    world,
    tools,
    queue,
    files,
    uploads,
    before,
    ask,
    readOne,
    fileOf,
    change,
    pause,
    close,
  };
};
