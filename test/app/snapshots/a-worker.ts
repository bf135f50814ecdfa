import { gzipSync } from 'node:zlib';
import { create, ref, update } from '#shared/app/records.ts';
import { advanceSnapshot } from '#shared/app/snapshots/advance-snapshot.ts';
import { ExportRefused, type SnapshotTools, type TableExport } from '#shared/app/snapshots/ports.ts';
import { newSnapshot, type Snapshot, toVerify } from '#shared/domain/snapshots/snapshot.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { aBucket, fullLine, TABLE } from './a-snapshot.ts';

export const NOW = Date.parse('2026-03-02T09:00:00Z');
const PARTS = 10;

/** What goes wrong in the next calls; whoever throws is a worker that is gone. */
export type Faults = {
  read?: (key: string) => void;
  put?: (key: string) => void;
  commit?: () => void;
  begin?: () => void;
};

type Told = Partial<Pick<TableExport, 'state' | 'reason' | 'to'>>;

/** A worker of snapshots with all that it needs in memory, a clock that stands until it is moved, and a database that exports at once. */
export const aWorker = () => {
  const bucket = aBucket();
  const memory = memoryStore();
  const clock = { now: NOW, perCall: 0 };
  const faults: Faults = {};
  const told: {
    exports: Told;
    lines: string[];
    parts: number;
    missing: number;
    recoverableFrom: number | undefined;
  } = {
    exports: {},
    parts: PARTS,
    lines: Array.from({ length: 95 }, (_, n) => fullLine(n)),
    missing: 0,
    recoverableFrom: 0,
  };
  const begun: { token: string; prefix: string; from: number | undefined; to: number }[] = [];
  const sent: { snapshotId: string; delaySeconds: number }[] = [];
  const snapshots: string[] = [];

  const write = (prefix: string, arn: string): string => {
    const folder = `${prefix}/AWSDynamoDB/${arn}/`;
    const parts = Array.from({ length: told.parts }, (_, n) =>
      told.lines.filter((_line, at) => at % told.parts === n),
    );
    const files = parts.map((lines, n) => {
      const key = `${folder}data/${n}.json.gz`;
      bucket.files.set(key, gzipSync(lines.map((line) => `${line}\n`).join('')));
      return JSON.stringify({ itemCount: lines.length, dataFileS3Key: key });
    });
    const text = (value: string) => new TextEncoder().encode(value);
    bucket.files.set(`${folder}manifest-files.json`, text(files.join('\n')));
    bucket.files.set(
      `${folder}manifest-summary.json`,
      text(
        JSON.stringify({
          manifestFilesS3Key: `${folder}manifest-files.json`,
          itemCount: told.lines.length + told.missing,
        }),
      ),
    );
    return `${folder}manifest-summary.json`;
  };

  const stateOf = (token: string): TableExport => {
    const one = begun.find((each) => each.token === token);
    if (!one) throw new Error('there is no such export');
    const { state = 'done', reason } = told.exports;
    const to = 'to' in told.exports ? told.exports.to : one.to;
    const manifestKey = state === 'done' ? write(one.prefix, token) : undefined;
    return { arn: token, state, reason, tableId: 'table-1', to, manifestKey };
  };

  const tools = (messageId: string): SnapshotTools => ({
    store: {
      reader: memory.reader,
      commit: async (writes) => {
        faults.commit?.();
        await memory.commit(writes);
      },
      lists: {
        snapshots: async () => ({
          items: (await Promise.all(snapshots.map(read))).flatMap((one) => one ?? []),
          next: undefined,
        }),
      },
    },
    source: {
      ...bucket.source,
      objects: {
        ...bucket.objects,
        read: async (key, start) => {
          faults.read?.(key);
          return bucket.objects.read(key, start);
        },
      },
    },
    objects: {
      put: async (key, body, about) => {
        faults.put?.(key);
        return bucket.objects.put(key, body, about);
      },
    },
    exports: {
      table: TABLE,
      recoverableFrom: async () => told.recoverableFrom,
      begin: async (wanted) => {
        faults.begin?.();
        if (told.recoverableFrom === undefined)
          throw new ExportRefused('PointInTimeRecoveryUnavailableException');
        if (!begun.some(({ token }) => token === wanted.token)) begun.push({ ...wanted, to: clock.now });
        return stateOf(wanted.token);
      },
      find: async (arn) => stateOf(arn),
    },
    messageId,
    now: () => {
      clock.now += clock.perCall;
      return clock.now;
    },
    wait: async () => undefined,
    again: async (snapshotId, delaySeconds) => void sent.push({ snapshotId, delaySeconds }),
  });

  const read = async (id: string): Promise<Snapshot | undefined> =>
    (await memory.reader.get([ref('snapshot', id)])).one(ref('snapshot', id));

  return {
    ...bucket,
    clock,
    faults,
    told,
    begun,
    sent,
    ask: async (id: string, kind: 'full' | 'incremental' = 'full'): Promise<void> => {
      snapshots.push(id);
      await memory.commit([create('snapshot', newSnapshot({ id, kind, madeBy: 'test' }, clock.now))]);
    },
    work: (id: string, messageId = 'message-1') => advanceSnapshot(tools(messageId), id),
    /** Until no message is left. */
    finish: async (id: string): Promise<Snapshot | undefined> => {
      let n = 0;
      await advanceSnapshot(tools('message-last'), id);
      for (let next = sent.shift(); next && n < 200; next = sent.shift(), n += 1)
        await advanceSnapshot(tools(`message-last-${n}`), next.snapshotId);
      return read(id);
    },
    read,
    /** As somebody asks for it. */
    verifyAgain: async (id: string): Promise<void> => {
      const before = await read(id);
      if (before) await memory.commit([update('snapshot', before, toVerify(before))]);
    },
  };
};
