import fc from 'fast-check';
import { ref } from '#shared/app/records.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { ALWAYS_CALENDAR_ID } from '#shared/domain/sla/defaults.ts';
import { type Command, command, dies, nth } from './command.ts';
import { same } from './compare.ts';
import { checkReply, office, request, weekOf } from './play.ts';
import type { Policy } from './reference/case.ts';
import { type Status, targets } from './reference/clocks.ts';
import { promises } from './state.ts';
import { people } from './system/people.ts';

const both: readonly Status[] = ['pending', 'onHold'];
/** What policies are changed to: other lengths, other targets, other pauses. */
const variants: readonly Policy['promises'][] = [
  promises({ firstResponse: 24, initialHandling: 48, resolution: 72 }),
  promises({ firstResponse: 4, nextResponse: 2, resolution: 16 }),
  promises({ firstResponse: 24, nextResponse: 24 }),
  {
    nextResponse: { ms: hours(6), pausedIn: [] },
    initialHandling: { ms: hours(10), pausedIn: ['pending'] },
    resolution: { ms: hours(20), pausedIn: [] },
  },
  {
    firstResponse: { ms: hours(12), pausedIn: ['onHold'] },
    resolution: { ms: hours(30), pausedIn: ['onHold'] },
  },
  { ...promises({ firstResponse: 1, initialHandling: 2 }), resolution: { ms: hours(5), pausedIn: both } },
];

const asTargets = (by: Policy['promises']) =>
  Object.fromEntries(
    targets.map((target) => {
      const promise = by[target];
      return [
        target,
        promise ? { duration: `PT${promise.ms / hours(1)}H`, pausedIn: promise.pausedIn } : null,
      ];
    }),
  );

const editingPolicy = fc
  .record({ which: fc.nat(4), variant: fc.nat(variants.length - 1), inOffice: fc.boolean(), dies })
  .map((what) =>
    command(`policy ${JSON.stringify(what)}`, async (play) => {
      const policy = nth(play.state.house.policies, what.which);
      const by = variants[what.variant];
      if (!policy || !by) return;
      const calendarId = what.inOffice ? play.calendarId : ALWAYS_CALENDAR_ID;
      const ask = { as: 'admin', params: { id: policy.id }, ifMatch: policy.version } as const;
      const asked = await request(
        play,
        'editPolicy',
        { ...ask, body: { targets: asTargets(by), calendarId } },
        what.dies,
      );
      checkReply(play, asked, { changed: true }, { success: 200, dies: what.dies, byVersion: true });
      Object.assign(policy, { version: policy.version + 1, promises: by, calendarId });
    }),
  );

const editingCalendar = fc
  .record({ opens: fc.integer({ min: 7, max: 11 }), closes: fc.integer({ min: 15, max: 22 }), dies })
  .map((what) =>
    command(`calendar ${JSON.stringify(what)}`, async (play) => {
      const versions = play.state.house.calendars.get(play.calendarId) ?? [];
      const hoursNow = office(what.opens, what.closes);
      const ask = { as: 'admin', params: { id: play.calendarId }, ifMatch: versions.length } as const;
      const asked = await request(
        play,
        'editCalendar',
        { ...ask, body: { week: weekOf(hoursNow) } },
        what.dies,
      );
      checkReply(play, asked, { changed: true }, { success: 200, dies: what.dies, byVersion: true });
      versions.push(hoursNow);
    }),
  );

const merging = fc.record({ dies }).map((what) =>
  command(`merge ${JSON.stringify(what)}`, async (play) => {
    const [survivor, duplicate] = [people.customer1.id, people.customer2.id];
    const { survivors, budgets } = play.state;
    const verdict = survivors.has(duplicate) ? { refused: 'conflict', changed: false } : { changed: true };
    const ask = { as: 'admin', params: { id: survivor }, body: { duplicateId: duplicate } } as const;
    const asked = await request(play, 'merge', ask, what.dies);
    checkReply(play, asked, verdict, { success: 200, dies: what.dies, byVersion: false });
    survivors.set(duplicate, survivor);
    const [ours, theirs] = [budgets.get(survivor), budgets.get(duplicate)];
    if (verdict.changed && theirs && (!ours || theirs.at > ours.at)) budgets.set(survivor, theirs);
    budgets.delete(duplicate);
  }),
);

type Row = Readonly<Record<string, unknown>>;
const fields = [
  'id',
  'status',
  'teamId',
  'assigneeId',
  'escalationLevel',
  'reopenCount',
  'priority',
] as const;

const exporting = fc.constant(
  command('export', async (play) => {
    const { desk, state } = play;
    const body = { resource: 'tickets', format: 'ndjson' };
    const made = await desk.ask('export', { as: 'admin', body });
    for (let id = desk.exports.waiting.shift(); id; id = desk.exports.waiting.shift())
      await desk.exports.work(id, 'worker');
    const { fileKey = '', rows } = desk.store.memory.one(ref('export', String(made.body['id']))) ?? {};
    const lines = (desk.exports.files.get(fileKey)?.toString() ?? '').split('\n').filter(Boolean);
    const seen = lines
      .map((line) => JSON.parse(line) as Row)
      .map((row) => fields.map((field) => row[field] ?? null));
    const wanted = state.cases.map((one) => [
      ...[one.id, one.status, one.teamId, one.assigneeId ?? null, one.level, one.reopens, one.priority],
    ]);
    same('rows', rows, wanted.length);
    same('export', seen.toSorted(), wanted.toSorted());
  }),
);

/** What administrators do: they change the rules, join records of one person, and take files with them. */
export const byAdministrators: readonly { weight: number; arbitrary: fc.Arbitrary<Command> }[] = [
  { weight: 3, arbitrary: editingPolicy },
  { weight: 1, arbitrary: editingCalendar },
  { weight: 1, arbitrary: merging },
  { weight: 1, arbitrary: exporting },
];
