import { everyItem } from '#test/support/stored-items.ts';
import { scanFiles } from '../planted/scan.ts';
import { halfErasures } from './defects.ts';
import { aSubject, interfere, type Subject } from './erase-people.ts';
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
  TABLE,
} from './field.ts';
import { done, idOf, insist } from './insist.ts';

const FAULTS = 0.15;
/** An erasure is at an end after so many calls of its worker at the most; each of them is one at which it dies. */
const STEPS = 40;

type Asked = { readonly user: string; readonly resource: string };
const asked: readonly Asked[] = [
  { user: 'admin', resource: 'customers' },
  { user: 'admin', resource: 'messages' },
  { user: 'analyst1', resource: 'tickets' },
];

const trials = { kill: 0.05, conflict: 0.2, cut: 0.02, unprocessed: 0.1, copy: 0.3 };

const ask = async (field: Field, { user, resource }: Asked): Promise<string> =>
  idOf(await done(field, { user, path: '/v1/exports', body: { resource, format: 'ndjson' } }, FAULTS));

/** The erasure, what others do meanwhile, and files of everything that are being made. Answers the ids of those. */
const eraseAmong = async (field: Field, subject: Subject): Promise<readonly string[]> => {
  const { trouble, random } = field;
  const running = await Promise.all(asked.map((one) => ask(field, one)));
  // Every step of the work is one at which it stops, before the call or after it.
  trouble.killNext(
    /customer-work/,
    1 + (subject.n % STEPS),
    Math.floor(subject.n / STEPS) % 2 === 0 ? 'before' : 'after',
  );
  trouble.begin(trials, /workers-exports/, 2);
  const request = {
    user: 'admin',
    path: `/v1/customers/${random.next() < 0.5 ? subject.customerId : subject.formerId}/erase`,
    body: {},
  };
  const [erased, , late] = await Promise.all([
    insist(field, request, FAULTS),
    interfere(field, subject),
    ask(field, asked[subject.n % asked.length] as Asked),
  ]);
  note(field, erased.status === 202, `${subject.word}: the erasure answers ${erased.status}`);
  return [...running, late];
};

const readable = async (field: Field, id: string): Promise<string | undefined> => {
  const made = await done(field, { user: 'admin', method: 'GET', path: `/v1/exports/${id}` });
  const { downloadUrl } = made.body as { downloadUrl?: string };
  return downloadUrl === undefined ? undefined : (await fetch(downloadUrl)).text();
};

/** When the first round has said that it is done, whoever fetches a file finds nothing of the person in it. */
const fetchBetween = async (field: Field, subject: Subject, exports: readonly string[]): Promise<void> => {
  const { word, customerId } = subject;
  const read = await done(field, { user: 'admin', method: 'GET', path: `/v1/customers/${customerId}` });
  if ((read.body as { erasure?: { doneAt: string | null } }).erasure?.doneAt == null) return;
  for (const id of exports) {
    const text = await readable(field, id);
    if (text === undefined) continue;
    add(field, 'files fetched between the rounds');
    note(field, !text.toLowerCase().includes(word), `${word} is in the file of ${id} between the rounds`);
  }
};

/** Time passes until the second round of the work is through. */
const work = async (field: Field, subject: Subject, exports: readonly string[]): Promise<void> => {
  const { journey, trouble } = field;
  await journey.drain();
  await journey.run('customer-review');
  trouble.begin({});
  await fetchBetween(field, subject, exports);
  trouble.begin(trials, /workers-exports/, 2);
  await journey.advance('PT16M');
  await journey.run('customer-review');
  trouble.end();
  await journey.drain();
  await journey.run('customer-review');
};

type Stored = Readonly<Record<string, unknown>>;

const readAll = async (
  field: Field,
  { word, customerId, formerId }: Subject,
  heads: readonly Stored[],
): Promise<void> => {
  const admin = field.journey.as('admin');
  const theirs = heads.filter((head) => [customerId, formerId].includes(String(head['customerId'])));
  const paths = [
    ...[customerId, formerId].flatMap((id) => [
      `/v1/customers/${id}?reveal=phone,email,name,address`,
      `/v1/customers/${id}/timeline`,
      `/v1/customers/${id}/notes`,
      `/v1/customers/${id}/orders`,
    ]),
    ...theirs.flatMap(({ id }) =>
      ['', '/messages', '/timeline', '/tasks'].map((part) => `/v1/tickets/${id}${part}`),
    ),
    `/v1/customers?q=${encodeURIComponent(word)}`,
  ];
  for (const path of paths) {
    const reply = await admin.get(path);
    const text = JSON.stringify(reply.body).toLowerCase();
    note(field, !text.includes(word), `${word} is in the answer to GET ${path.replace(/\?.*/, '')}`);
  }
  const { body } = await admin.get(`/v1/customers/${customerId}`);
  const { status, erasure } = body as { status: string; erasure?: { doneAt: string | null } };
  note(
    field,
    status === 'erased' && erasure?.doneAt != null,
    `${word}: ${status}, done at ${erasure?.doneAt}`,
  );
};

const checkFiles = async (
  field: Field,
  subjects: readonly Subject[],
  exports: readonly string[],
): Promise<void> => {
  const { journey } = field;
  for (const id of exports) {
    const made = await ended<{ status: string; downloadUrl?: string }>(field, 'admin', `/v1/exports/${id}`);
    add(field, `exports ${made.status}`);
    note(field, made.status === 'done' || made.status === 'expired', `${id} is ${made.status}`);
    if (made.downloadUrl === undefined) continue;
    const text = (await (await fetch(made.downloadUrl)).text()).toLowerCase();
    for (const { word } of subjects) note(field, !text.includes(word), `${word} is in the file of ${id}`);
  }
  const words = new Map(subjects.map(({ word }, n) => [word, { n, field: 'word' as const }]));
  const scan = (text: string) =>
    [...text.toLowerCase().matchAll(/e\d+xq\d+z/g)].flatMap(([word]) => words.get(word) ?? []);
  const left = scanFiles(journey.home, scan, (path) => !path.startsWith('s3'));
  for (const { path, sighting } of left)
    field.found.other.push(`${subjects[sighting.n]?.word} is in ${path}`);
};

const check = async (field: Field, subjects: readonly Subject[]): Promise<void> => {
  const items = await everyItem(field.documents, TABLE);
  const kept = new Set((await everyItem(field.documents, 'kefu-dev-data-keys')).map(({ pk }) => pk));
  const heads = items.filter(({ t }) => t === 'ticket');
  const texts = items.map((item) => ({ item, text: JSON.stringify(item).toLowerCase() }));
  const trail = await Promise.all(
    ['customer.erased', 'customer.erasureRequested'].map((action) =>
      listed<{ object: string }>(field, `/v1/audit-events?action=${action}`),
    ),
  );
  for (const subject of subjects) {
    const { word, customerId, formerId } = subject;
    for (const { item, text } of texts)
      note(field, !text.includes(word), `${word} is stored in ${item['pk']} ${item['sk']}`);
    for (const id of [customerId, formerId])
      note(field, !kept.has(id), `${word}: the data key of ${id} is there`);
    for (const told of trail)
      count(field, `${word}: in the trail`, told.filter(({ object }) => object === customerId).length);
    await readAll(field, subject, heads);
  }
};

/** Erasures: F58, F59, F57; A16. */
export const eraseCampaign: Campaign = {
  name: 'erase',
  steadyState:
    'of somebody who was erased there is nothing in the table, in a file, in an answer, whatever was being written or stopped meanwhile',
  rounds: { short: 1, long: 80 },
  async run(field) {
    const { random, trouble } = field;
    const prefix = `e${random.below(1e6)}x`;
    if (field.isPlanted) trouble.plant(halfErasures);
    const subjects: Subject[] = [];
    const exports: string[] = [];
    const first = random.below(STEPS);
    await inLanes(range(field.rounds), 3, async (n) => {
      subjects.push(await aSubject(field, prefix, first + n));
    });
    for (const subject of subjects) {
      const made = await eraseAmong(field, subject);
      exports.push(...made);
      await work(field, subject, made);
      await comeToRest(field);
    }
    await check(field, subjects);
    await checkFiles(field, subjects, exports);
    for (const { word, phone, customerId } of subjects) {
      const body = {
        subject: 'Anew',
        body: 'Hello',
        channel: 'phone',
        kind: 'consultation',
        customer: { name: 'New', phone },
      };
      const { customerId: now } = (await done(field, { user: 'agent1', path: '/v1/tickets', body })).body as {
        customerId: string;
      };
      note(field, now !== customerId, `${word}: the phone still leads to them`);
    }
    add(field, 'people', subjects.length);
    await comeToRest(field);
  },
};
