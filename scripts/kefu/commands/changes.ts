import type { Command, Given } from '../command.ts';
import { usageFailure } from '../failure.ts';
import type { Session } from '../session.ts';

/** `kefu changes --follow --json > changes.ndjson` */
export const changesCommand: Command = {
  summary: 'what changed, to its end or for ever',
  usage: `kefu changes [--after POSITION] [--entity ENTITY] [--follow] [--interval SECONDS]
  --after POSITION   go on where an earlier run ended: its last line tells
  --follow           wait for more until interrupted
  --interval SECONDS how often to ask when there is nothing new (5)`,
  options: {
    after: { type: 'string' },
    entity: { type: 'string' },
    follow: { type: 'boolean' },
    interval: { type: 'string', default: '5' },
  },
  run: async (given, session) => {
    const everyMs = intervalOf(given);
    let after = given.text('after');
    for (;;) {
      const isEnd = await onePage(given, after, session, (next) => {
        after = next;
      });
      if (!isEnd) continue;
      if (!given.flag('follow') || session.io.signal.aborted) break;
      await session.io.pause(everyMs);
    }
    session.show({ after: after ?? null }, `after ${after ?? ''}`);
  },
};

const intervalOf = (given: Given): number => {
  const seconds = Number(given.text('interval'));
  if (!(seconds > 0 && seconds <= 3600)) throw usageFailure('--interval is a number of seconds up to 3600');
  return seconds * 1000;
};

const onePage = async (
  given: Given,
  after: string | undefined,
  session: Session,
  keep: (after: string) => void,
): Promise<boolean> => {
  const page = await session.api.get('/v1/changes', { limit: '100', after, entity: given.text('entity') });
  const items = Array.isArray(page['items']) ? page['items'] : [];
  for (const change of items) {
    const words = [change.at, change.entity, change.action, change.entityId, change.version ?? ''].join('  ');
    session.show(change, words.trimEnd());
  }
  if (typeof page['after'] === 'string') keep(page['after']);
  return page['nextCursor'] === undefined || page['endOfStream'] === true;
};
