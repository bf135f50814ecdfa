import { totalQueue } from '../checkers.ts';
import { openHistory } from '../history.ts';
import { withoutConditions } from './defects.ts';
import { add, type Campaign, comeToRest, count, type Field, listed, note, range } from './field.ts';
import { done, idOf } from './insist.ts';

const FAULTS = 0.1;
const ROWS = 60;
const UPLOADS = 10;
const DAY = 86_400_000;

type Made = {
  status: string;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  problem?: { code: string };
};

/** Customers of a shop. */
const customerLines = (prefix: string, rows: number): readonly string[] =>
  range(rows).map((n) =>
    JSON.stringify({
      ...{ externalId: `${prefix}${n}`, name: `Person ${n}`, emails: [`${prefix}${n}@example.com`] },
      tags: [`${prefix}${n}`],
    }),
  );

/** Cases with a past of two messages and a resolution. */
const caseLines = (prefix: string, rows: number, now: number): readonly string[] =>
  range(rows).map((n) => {
    const at = (hours: number): string => new Date(now - 20 * DAY + hours * 3_600_000).toISOString();
    return JSON.stringify({
      ...{
        externalId: `${prefix}${n}`,
        kind: 'complaint',
        subject: 'Late parcel',
        body: 'Where?',
        channel: 'web',
      },
      ...{
        tags: [`${prefix}${n}`],
        customerExternalId: `${prefix}of${n % 7}`,
        customerName: 'Somebody',
        createdAt: at(n),
      },
      messages: [
        { at: at(n + 3), from: 'agent', visibility: 'public', body: 'We look.' },
        { at: at(n + 5), from: 'customer', visibility: 'public', body: 'Thank you' },
      ],
      events: [{ at: at(n + 9), type: 'statusChanged', to: 'resolved' }],
    });
  });

const handIn = async (field: Field, resource: string, file: string): Promise<string> => {
  const reply = await done(
    field,
    { user: 'admin', path: '/v1/imports', body: { resource, format: 'ndjson' } },
    FAULTS,
  );
  const { uploadUrl } = reply.body as { uploadUrl: string };
  for (let tries = 1; ; tries++) {
    // The bucket may be busy: whoever uploads asks again.
    const answer = await fetch(uploadUrl, { method: 'PUT', body: Buffer.from(file) }).catch(() => undefined);
    if (answer?.ok) break;
    if (tries >= UPLOADS || (answer && answer.status < 500)) throw new Error(`upload: ${answer?.status}`);
  }
  return idOf(reply);
};

/** The same file handed in twice at once and once more afterwards, while workers of imports die; then how it ended. */
const threeTimes = async (field: Field, resource: string, lines: readonly string[]): Promise<void> => {
  const { journey, trouble } = field;
  const file = lines.join('\n');
  // A message is given up after five deliveries: no more than three workers die for one import.
  const trials = { kill: 0.01, conflict: 0.3, cut: 0.01, unprocessed: 0.1, slow: 0.1, copy: 0.5 };
  trouble.begin(trials, /workers-imports/, 3);
  const both = await Promise.all([handIn(field, resource, file), handIn(field, resource, file)]);
  for (const importId of both)
    void journey.stack.engines.queues.send('kefu-dev-imports', JSON.stringify({ importId }));
  await journey.drain();
  trouble.begin(trials, /workers-imports/, 3);
  const again = await handIn(field, resource, file);
  await comeToRest(field);
  const ends = await Promise.all(
    [...both, again].map(async (id) => (await journey.as('admin').get(`/v1/imports/${id}`)).body as Made),
  );
  const sum = (name: 'created' | 'unchanged' | 'updated' | 'failed', of: readonly Made[]): number =>
    of.reduce((all, one) => all + one[name], 0);
  for (const one of ends)
    note(field, one.status === 'done', `an import of ${resource} is ${one.status} (${one.problem?.code})`);
  const first = ends.slice(0, 2);
  count(field, `${resource}: rows made by two imports`, sum('created', first), lines.length);
  count(field, `${resource}: rows found made by the other`, sum('unchanged', first), lines.length);
  count(field, `${resource}: rows found made by the third`, sum('unchanged', ends.slice(2)), lines.length);
  note(field, sum('failed', ends) + sum('updated', ends) === 0, `${resource}: rows failed or changed`);
  add(field, 'imports', ends.length);
  add(field, 'rows handed in', 3 * lines.length);
};

const checkCases = async (field: Field, prefix: string): Promise<void> => {
  const cases = await listed<{ id: string; tags: string[] }>(field, '/v1/tickets');
  const ours = cases.filter(({ tags }) => tags.some((tag) => tag.startsWith(prefix)));
  for (const { id } of ours) {
    const events = await listed<{ seq: number; type: string }>(field, `/v1/tickets/${id}/timeline`);
    note(
      field,
      events.every(({ seq }, n) => seq === n + 1),
      `${id}: seq has gaps`,
    );
    count(field, `${id}: created`, events.filter(({ type }) => type === 'created').length);
    const messages = await listed<object>(field, `/v1/tickets/${id}/messages`);
    count(field, `${id}: messages`, messages.length, 3);
  }
};

/** Imports: A29, F10, F13; the same file twice and at once. */
export const importCampaign: Campaign = {
  name: 'import',
  steadyState:
    'every row of a file is one record, however often and by how many at once the file is taken, and is counted once',
  rounds: { short: 1, long: 20 },
  async run(field) {
    const { journey, trouble, random } = field;
    const prefix = `i${random.below(1e6)}x`;
    if (field.isPlanted) trouble.plant(withoutConditions);
    const labels = openHistory();
    for (const round of range(field.rounds)) {
      const rows = field.rounds === 1 ? ROWS / 4 : ROWS;
      const people = `${prefix}${round}p`;
      const cases = `${prefix}${round}c`;
      for (const n of range(rows)) labels.begin('file', 'enqueue', `${people}${n}`).ok();
      await threeTimes(field, 'customers', customerLines(people, rows));
      const some = Math.ceil(rows / 4);
      for (const n of range(some)) labels.begin('file', 'enqueue', `${cases}${n}`).ok();
      await threeTimes(field, 'tickets', caseLines(cases, some, await journey.now()));
    }
    const shown = [
      ...(await listed<{ tags: string[] }>(field, '/v1/customers')),
      ...(await listed<{ tags: string[] }>(field, '/v1/tickets')),
    ].flatMap(({ tags }) => tags.filter((tag) => tag.startsWith(prefix)));
    for (const tag of shown) labels.begin('reader', 'dequeue', tag).ok();
    const { lost, duplicated, unexpected } = totalQueue(labels.steps);
    field.found.lost.push(...lost);
    field.found.twice.push(...duplicated);
    field.found.other.push(...unexpected.map((label) => `${label}: no row of any file`));
    await checkCases(field, prefix);
    await comeToRest(field);
  },
};
