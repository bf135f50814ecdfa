import { type Command, needed, wordAt } from '../command.ts';
import { finishedJob } from '../job.ts';

/** `kefu restore snap_… --mode missing --confirm snap_…` */
export const restoreCommand: Command = {
  summary: 'put back what a snapshot holds',
  usage: `kefu restore <snapshot> --mode empty|missing|replace --confirm <snapshot> [options]
  --mode MODE        empty: onto a desk without data; missing: only what is not there; replace: everything as it was
  --confirm ID       the snapshot's id once more
  --ticket ID        only this case
  --customer ID      only this customer
  --dry-run          tell what would be written, write nothing`,
  options: {
    mode: { type: 'string' },
    confirm: { type: 'string' },
    ticket: { type: 'string' },
    customer: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  run: async (given, session) => {
    const ticketId = given.text('ticket');
    const customerId = given.text('customer');
    const only = { ...(ticketId ? { ticketId } : {}), ...(customerId ? { customerId } : {}) };
    const begun = await session.api.post('/v1/restores', {
      snapshotId: wordAt(given, 0, 'the snapshot'),
      mode: needed(given, 'mode'),
      confirm: needed(given, 'confirm'),
      ...(Object.keys(only).length === 0 ? {} : { only }),
      ...(given.flag('dry-run') ? { dryRun: true } : {}),
    });
    const done = await finishedJob(session.api, `/v1/restores/${begun['id']}`, {
      io: session.io,
      progress: session.progress('restored', 'items'),
      what: `restore ${begun['id']}`,
    });
    const { id, restored, skipped, problemCount } = done;
    session.show(done, `${id}: ${restored} restored, ${skipped} skipped, ${problemCount ?? 0} problems`);
  },
};
