import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putMark, readMark } from '#shared/adapters/dynamo/recount/mark.ts';
import { foundBy, newRecount, readOn } from '#shared/adapters/dynamo/recount/recount.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { put } from '#shared/app/records.ts';
import { LOCK } from '#shared/app/restores/lock.ts';
import { RESTORE_LOCK } from '#shared/domain/restores/restore.ts';
import { NINE } from '#test/domain/tickets/support.ts';
import { runRecount, type Tools } from '../../../scripts/kefu/counters/run.ts';
import { stateFile } from '../../../scripts/kefu/counters/state.ts';
import { idOf } from '../support/a-case.ts';
import { aStore } from '../support/a-store.ts';
import { factsOf, newCase } from './desk.ts';
import { spoiltDesk, toolsFor, wrongIn } from './spoilt.ts';

let kept: Awaited<ReturnType<typeof aStore>>;
let folder: string;
beforeAll(async () => {
  kept = await aStore({ team: 1, all: 1, timers: 1 });
  folder = await mkdtemp(join(tmpdir(), 'kefu-recount-'));
});
afterAll(async () => {
  await kept?.close();
  await rm(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, 'state.json');
const toolsOn = (table: Table, more: Partial<Tools> = {}): Tools => toolsFor(table, path(), more);
/** Whether it notes facts as counted. */
const countsFacts = (command: unknown): boolean =>
  command instanceof TransactWriteCommand &&
  (command.input.TransactItems ?? []).some(({ Update }) => Update?.ExpressionAttributeValues?.[':seqs']);
const rebuild = (tools: Tools) => runRecount(tools, { isPutRight: true, isAnew: false });

describe('A recount that is cut off, or that another one replaces', () => {
  it('waits again where it was cut off while it waited, and not once it had waited', async () => {
    const { desk } = await spoiltDesk(kept);
    const cut = new Error('cut off');
    const waiting = toolsOn(desk.table, { pause: () => Promise.reject(cut) });
    await expect(rebuild(waiting)).rejects.toBe(cut);
    expect(await stateFile(path()).read()).toMatchObject({ isSettled: false, tally: { items: 0 } });

    const seen: string[] = [];
    const steps = (pages: number): Partial<Tools> => ({
      pause: async () => void seen.push('wait'),
      onProgress: () => {
        seen.push('page');
        if (seen.length > pages) throw cut;
      },
    });
    await expect(rebuild(toolsOn(desk.table, steps(1)))).rejects.toBe(cut);
    expect(seen.splice(0)).toEqual(['wait', 'page']);
    await rebuild(toolsOn(desk.table, steps(Number.POSITIVE_INFINITY)));
    expect(seen[0]).toBe('page');
    expect(wrongIn(await desk.items())).toEqual({ off: {}, uncounted: 0 });
  });

  it.each(['waits', 'reads'])(
    'leaves the file of one that was begun in its place while it %s',
    async (when) => {
      const { desk } = await spoiltDesk(kept);
      const cut = new Error('cut off');
      const newer = toolsOn(kept.table, {
        onProgress: () => {
          throw cut;
        },
      });
      let isBegun = false;
      const begin = async (): Promise<void> => {
        if (isBegun) return;
        isBegun = true;
        await expect(runRecount(newer, { isPutRight: true, isAnew: true })).rejects.toBe(cut);
      };
      if (when === 'reads') desk.meanwhile(begin);
      const older = toolsOn(desk.table, when === 'waits' ? { pause: begin } : {});
      await expect(rebuild(older)).rejects.toThrow('another recount');

      expect((await stateFile(path()).read())?.mark).toEqual(await readMark(kept.table));
      await rebuild(toolsOn(desk.table));
      expect(wrongIn(await desk.items())).toEqual({ off: {}, uncounted: 0 });
    },
  );

  it('counts no fact once another recount, or a restore, has begun', async () => {
    const { desk, wrong } = await spoiltDesk(kept);
    expect(wrong.uncounted).toBeGreaterThan(0);
    const lock = put('restoreLock', { id: RESTORE_LOCK, restoreId: idOf('rst', 2), version: 1 });
    const other = { id: 'other', begunAt: NINE };
    const disturbances = [
      async () => putMark(kept.table, other, await readMark(kept.table)),
      async () => kept.store.commit([lock]),
    ];
    for (const disturb of disturbances) {
      let isDisturbed = false;
      const table: Tools['table'] = { ...desk.table, documents: Object.create(desk.table.documents) };
      table.documents.send = async (command: unknown) => {
        if (!isDisturbed && countsFacts(command)) {
          isDisturbed = true;
          await disturb();
        }
        return desk.table.documents.send(command as TransactWriteCommand);
      };
      const older = runRecount(toolsOn(table), { isPutRight: true, isAnew: true });
      await expect(older).rejects.toMatchObject({ data: { code: 'disturbed' } });
      expect(isDisturbed).toBe(true);
      expect(wrongIn(await desk.items())).toEqual(wrong);
    }
    await kept.store.commit([{ op: 'remove', ref: LOCK }]);
    await runRecount(toolsOn(desk.table), { isPutRight: true, isAnew: true });
    expect(wrongIn(await desk.items())).toEqual({ off: {}, uncounted: 0 });
  });

  it('takes nothing away that another recount, begun in its place, has left to itself', async () => {
    const { desk } = await spoiltDesk(kept);
    await runRecount(toolsOn(kept.table), { isPutRight: true, isAnew: true });
    const other = { id: 'newer', begunAt: NINE };
    let isBegun = false;
    desk.meanwhile(async () => {
      if (isBegun) return;
      isBegun = true;
      await putMark(kept.table, other, await readMark(kept.table));
      await desk.write(factsOf(newCase(), [{ status: 'new', teamId: 'team_A' }]));
      await desk.count(100);
    });
    await expect(rebuild(toolsOn(desk.table))).rejects.toThrow('another recount');

    const wasTagged = async () =>
      (await desk.items()).flatMap(Object.keys).filter((name) => name.startsWith('~newer')).length;
    // The note of the new case, and each of the counters that its facts were added to.
    expect(await wasTagged()).toBeGreaterThan(1);
    const recount = { ...(await newRecount(kept.table, other)), isSettled: true };
    await readOn(kept.table, recount, async () => {});
    expect((await foundBy(kept.table, recount)).differences).toEqual([]);
  });
});
