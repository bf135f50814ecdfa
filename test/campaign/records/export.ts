import { parse } from 'csv-parse/sync';
import { filesBelow } from './buckets.ts';
import { shortPages } from './defects.ts';
import {
  add,
  type Campaign,
  comeToRest,
  count,
  ended,
  type Field,
  inLanes,
  listed,
  note,
  range,
} from './field.ts';
import { done, idOf, insist } from './insist.ts';

const FAULTS = 0.1;
/** In the short form, and in the long one. */
const sizes = (rounds: number) =>
  rounds === 1
    ? { cases: 8, writers: 2, writes: 2, files: 2 }
    : { cases: 24, writers: 3, writes: 6, files: 4 };
const shapes = [
  { resource: 'tickets', format: 'ndjson', user: 'admin' },
  { resource: 'tickets', format: 'csv', user: 'analyst1' },
  { resource: 'customers', format: 'ndjson', user: 'supervisor1' },
  { resource: 'messages', format: 'ndjson', user: 'admin' },
] as const;
type Shape = (typeof shapes)[number];

/** Everything that was acknowledged, by the resource that shows it. */
type Known = Record<Shape['resource'], string[]>;

const open = async (field: Field, known: Known, tag: string): Promise<string> => {
  const body = {
    ...{ subject: 'Export me', body: 'Text', channel: 'web', kind: 'return', tags: [tag] },
    customer: { name: `Person ${tag}`, phone: `+86135${String(field.random.below(1e8)).padStart(8, '0')}` },
  };
  const reply = await done(field, { user: 'agent1', path: '/v1/tickets', body }, FAULTS);
  known.tickets.push(idOf(reply));
  known.customers.push((reply.body as { customerId: string }).customerId);
  return idOf(reply);
};

const answer = async (field: Field, known: Known, ticketId: string): Promise<void> => {
  const path = `/v1/tickets/${ticketId}/messages`;
  const body = { visibility: 'public', body: 'An answer' };
  known.messages.push(idOf(await done(field, { user: 'agent1', path, body }, FAULTS)));
};

/** People who open cases, answer them and move them to other places of the lists while files are made of them. */
const writeOn = async (field: Field, known: Known, tag: string): Promise<void> => {
  for (const n of range(sizes(field.rounds).writes)) {
    const id = await open(field, known, tag);
    await answer(field, known, id);
    const other = field.random.pick(known.tickets) ?? id;
    const read = await field.journey.as('supervisor1').get(`/v1/tickets/${other}`);
    await insist(field, {
      ...{ user: 'supervisor1', path: `/v1/tickets/${other}/transitions` },
      body: { to: n % 2 === 0 ? 'pending' : 'resolved', reason: 'so it goes' },
      headers: { 'if-match': read.headers.get('etag') ?? '' },
    });
  }
};

const rowsOf = (text: string, format: Shape['format']): { id: string }[] => {
  if (format === 'csv')
    return parse(text, { bom: true, columns: true, record_delimiter: '\r\n' }) as { id: string }[];
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string });
};

type Made = { status: string; rows?: number; downloadUrl?: string; revealed: string[] };

/** A file holds everything from before it was asked for once, and nothing that nobody ever wrote. */
const checkFile = async (
  field: Field,
  id: string,
  shape: Shape,
  before: readonly string[],
): Promise<void> => {
  const { resource, format, user } = shape;
  const made = await ended<Made>(field, user, `/v1/exports/${id}`);
  note(field, made.status === 'done', `${id} is ${made.status}`);
  if (made.downloadUrl === undefined) return;
  const ids = rowsOf(await (await fetch(made.downloadUrl)).text(), format).map((row) => row.id);
  count(field, `${id}: rows by the record`, made.rows ?? 0, ids.length);
  const times = new Map<string, number>();
  for (const one of ids) times.set(one, (times.get(one) ?? 0) + 1);
  for (const one of before) count(field, `${id}: ${one}`, times.get(one) ?? 0);
  for (const [one, n] of times) if (n > 1) field.found.twice.push(`${id}: ${one} stands in it ${n} times`);
  const all = new Set((await idsNow(field, resource)) ?? ids);
  for (const one of ids) note(field, all.has(one), `${id}: ${one} was never there`);
  count(
    field,
    `${id}: objects`,
    filesBelow(field.journey.home, `exports/${made.revealed.length > 0 ? 'revealed' : 'masked'}/${id}/`)
      .length,
  );
  add(field, 'rows', ids.length);
};

/** What a resource's list shows now; messages have no list of their own. */
const idsNow = async (field: Field, resource: Shape['resource']): Promise<string[] | undefined> =>
  resource === 'messages'
    ? undefined
    : (await listed<{ id: string }>(field, `/v1/${resource}`)).map(({ id }) => id);

/** Exports: F33, F34, F53, F55, F56; A36; EXP-1. */
export const exportCampaign: Campaign = {
  name: 'export',
  steadyState:
    'a file holds what was there when it was asked for, each row once; there is one file, whoever worked on it',
  rounds: { short: 1, long: 25 },
  async run(field) {
    const { journey, trouble, random } = field;
    const size = sizes(field.rounds);
    const tag = `x${random.below(1e6)}`;
    const known: Known = { tickets: [], customers: [], messages: [] };
    await inLanes(range(size.cases), 6, async () => answer(field, known, await open(field, known, tag)));
    await journey.drain();
    if (field.isPlanted) trouble.plant(shortPages(/workers-exports/));
    const files: { id: string; shape: Shape; before: readonly string[] }[] = [];
    for (const round of range(field.rounds)) {
      // A job that dies four times without coming on has failed: so many workers of one may die.
      trouble.begin(
        { kill: 0.06, conflict: 0.3, cut: 0.03, unprocessed: 0.2, slow: 0.1, copy: 0.7 },
        /workers-exports/,
        3,
      );
      const writing = Promise.all(range(size.writers).map(() => writeOn(field, known, tag)));
      for (const shape of shapes.slice(0, size.files)) {
        // Indexes follow within a moment: what was acknowledged in it is not asked of the file.
        const before = [...known[shape.resource]];
        await journey.drain();
        const { resource, format, user } = shape;
        const body = { resource, format, fields: ['id'], filter: {} };
        const id = idOf(await done(field, { user, path: '/v1/exports', body }, FAULTS));
        files.push({ id, shape, before });
        // Two workers are told of one job at the same moment.
        for (const _ of range(3))
          void journey.stack.engines.queues.send('kefu-dev-exports', JSON.stringify({ exportId: id }));
      }
      await writing;
      await comeToRest(field);
      add(field, 'rounds', round >= 0 ? 1 : 0);
    }
    for (const { id, shape, before } of files) await checkFile(field, id, shape, before);
    const told = await listed<{ object: string }>(field, '/v1/audit-events?action=export.made');
    for (const { id } of files)
      count(field, `${id}: in the trail`, told.filter(({ object }) => object === id).length);
    add(field, 'files', files.length);
    await comeToRest(field);
  },
};
