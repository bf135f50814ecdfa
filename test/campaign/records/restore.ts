import fc from 'fast-check';
import { acts, aDesk } from '#test/support/small-desk.ts';
import { countersOf, digestOf, dropItems, everyItem, type StoredItem } from '#test/support/stored-items.ts';
import { spoiledWrites } from './defects.ts';
import { add, type Campaign, comeToRest, count, ended, type Field, note, range, TABLE } from './field.ts';
import { done, idOf } from './insist.ts';

const ACTS = 10;

const stored = (field: Field): Promise<StoredItem[]> => everyItem(field.documents, TABLE);

/** As after the loss of the table and a new deployment: settings and staff are there, and nothing else. */
const loseTheTable = async (field: Field): Promise<void> => {
  const shipped = /^(?:CFG|USR|SUB|MEM|JOB)#/;
  const isLost = (item: StoredItem): boolean =>
    !shipped.test(String(item['pk'])) || item['sk'] === 'LOAD' || item['type'] === 'customer';
  await dropItems(field.documents, TABLE, (await stored(field)).filter(isLost));
  await field.journey.drain();
};

/** The trail goes on while something is restored. */
const digest = (items: readonly StoredItem[]): string => {
  const { audit: _, auditSeal: __, auditDigest: ___, ...rest } = digestOf(items);
  return JSON.stringify(rest);
};

const trials = { kill: 0.03, conflict: 0.3, cut: 0.02, unprocessed: 0.2, slow: 0.1, copy: 0.5 };

/** A snapshot that is taken while its workers die; it is verified by reading it back. */
const snapshot = async (field: Field): Promise<string> => {
  const { journey, trouble } = field;
  trouble.begin(trials, /workers-snapshots/, 3);
  const id = idOf(await done(field, { user: 'admin', path: '/v1/snapshots', body: { kind: 'full' } }, 0.2));
  await journey.drain();
  await comeToRest(field);
  // Snapshots that were left behind are gone on with by the next hourly one.
  const hourly = async (): Promise<void> => {
    await journey.advance('PT20M');
    await journey.run('snapshot-incremental');
  };
  const made = await ended<{ status: string; verified: boolean }>(
    field,
    'admin',
    `/v1/snapshots/${id}`,
    hourly,
  );
  note(field, made.status === 'done' && made.verified, `${id} is ${made.status}, verified: ${made.verified}`);
  return id;
};

type Restored = { status: string; problems: unknown[]; report?: { repairs: object } };

/** The restore of a snapshot into an empty system, whose workers die at random calls and are told twice. */
const restore = async (field: Field, snapshotId: string): Promise<void> => {
  const { journey, trouble } = field;
  trouble.begin(trials, /workers-restores/, 3);
  const asked = { snapshotId, mode: 'empty', confirm: snapshotId };
  const id = idOf(await done(field, { user: 'admin', path: '/v1/restores', body: asked }, 0.2));
  await journey.drain();
  await comeToRest(field);
  const over = await ended<Restored>(field, 'admin', `/v1/restores/${id}`);
  note(
    field,
    over.status === 'done' && over.problems.length === 0,
    `${id} is ${over.status}: ${JSON.stringify(over.problems)}`,
  );
  note(
    field,
    Object.keys(over.report?.repairs ?? {}).length === 0,
    `${id} repairs ${JSON.stringify(over.report?.repairs)}`,
  );
};

/** Two firings of the nightly snapshot at once, and one more later on the same day: it is one. */
const nightly = async (field: Field): Promise<void> => {
  const { journey } = field;
  const before = await snapshotsOf(field);
  const fire = (): Promise<unknown> => journey.stack.invoke('schedules-snapshot-full', {});
  await Promise.allSettled([fire(), fire()]);
  await journey.drain();
  await fire();
  await journey.drain();
  const made = (await snapshotsOf(field)).filter((id) => !before.includes(id));
  count(field, 'snapshots of one night', made.length);
  await journey.advance('PT24H');
};

const snapshotsOf = async ({ journey }: Field): Promise<readonly string[]> =>
  ((await journey.as('admin').get('/v1/snapshots?limit=100')).body as { items: { id: string }[] }).items.map(
    ({ id }) => id,
  );

/** Snapshots and restores: F32, F34, F38; A31; BKP-1. */
export const restoreCampaign: Campaign = {
  name: 'restore',
  steadyState:
    'what a snapshot holds is there again to the last item and counter, however often its workers died',
  rounds: { short: 1, long: 17 },
  async run(field) {
    const { journey, trouble, random } = field;
    const desk = await aDesk(journey);
    for (const round of range(field.rounds)) {
      for (const act of fc.sample(acts, { numRuns: ACTS, seed: random.below(1e9) })) await desk.do(act);
      await journey.drain();
      if (round === 0) await nightly(field);
      const taken = await snapshot(field);
      const before = await stored(field);
      await loseTheTable(field);
      if (field.isPlanted) trouble.plant(spoiledWrites(/workers-restores/));
      await restore(field, taken);
      const after = await stored(field);
      compare(field, before, after);
      add(field, 'items restored', after.length);
      add(field, 'restores');
    }
    await comeToRest(field);
  },
};

const compare = (field: Field, before: readonly StoredItem[], after: readonly StoredItem[]): void => {
  note(
    field,
    digest(after) === digest(before),
    `the digest differs: ${digest(before)} became ${digest(after)}`,
  );
  const [counted, recounted] = [countersOf(before), countersOf(after)].map((each) => JSON.stringify(each));
  note(field, counted === recounted, `the counters differ: ${counted} became ${recounted}`);
  const kept = new Set(after.map(({ pk, sk }) => `${pk} ${sk}`));
  const trail = before.filter(({ pk }) => String(pk).startsWith('AUD#'));
  for (const { pk, sk } of trail) if (!kept.has(`${pk} ${sk}`)) field.found.lost.push(`audit record ${sk}`);
};
