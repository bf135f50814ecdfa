import { describe, expect, it } from 'vitest';
import { cancelExport } from '#shared/app/exports/cancel-export.ts';
import type { ExportQueue } from '#shared/app/exports/ports.ts';
import { getExport } from '#shared/app/exports/read-exports.ts';
import type { Links } from '#shared/app/objects.ts';
import { create, ref } from '#shared/app/records.ts';
import { exportRoutes } from '#shared/contracts/exports.ts';
import { type Export, emptied } from '#shared/domain/exports/export.ts';
import { days, minutes } from '#shared/domain/kernel/time.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const ADMIN = callerWith('admin');
const ID = 'exp_01K5Q8J3M9N4P6R7S8T9V0W1X2';
const [GET, CANCEL] = [exportRoutes['data/get-export'], exportRoutes['data/cancel-export']];

const anExport: Export = {
  ...{ id: ID, version: 3, createdAt: NOW, updatedAt: NOW, createdBy: ADMIN.id, rights: 'r', language: 'en' },
  ...{ resource: 'orders', format: 'csv', filter: {}, fields: ['id'], revealed: [], tries: 0 },
  ...{ status: 'done', rows: 1, bytes: 10, fileKey: `exports/masked/${ID}/1-3.csv` },
  ...{ finishedAt: NOW, removeAt: NOW + days(7) },
};

const aDesk = async (made: Export) => {
  const memory = memoryStore();
  await memory.commit([create('export', made)]);
  const desk = operationsOn(memory, { now: NOW });
  const sent: string[] = [];
  const queue: ExportQueue = { send: async ({ id }) => void sent.push(id) };
  const deaf: ExportQueue = { send: () => Promise.reject(new Error('the connection broke')) };
  const links = (): Links => ({
    download: (key) => `https://files.example.com/${key}`,
    upload: (key) => key,
  });
  const one = { params: { id: ID } };
  return {
    ...{ sent, memory },
    at: (now: number) => {
      desk.world.now = now;
    },
    cancel: () =>
      desk.call(
        cancelExport(() => deaf),
        ADMIN,
        { route: CANCEL, ...one, ifMatch: 3 },
      ),
    get: () =>
      desk.call(
        getExport(links, () => queue),
        ADMIN,
        { route: GET, ...one },
      ),
  };
};

describe('a file that was called off and whose worker was not told', () => {
  it('is taken away once somebody asks for the export again', async () => {
    const { at, cancel, get, sent } = await aDesk(anExport);
    await expect(cancel()).rejects.toThrow('the connection broke');
    await get();
    expect(sent).toEqual([]);

    at(NOW + minutes(3));
    await get();

    expect(sent).toEqual([ID]);
  });

  it('is not asked for when it is gone', async () => {
    const { at, get, sent, memory } = await aDesk(emptied({ ...anExport, removeAt: NOW }, NOW));
    at(NOW + days(1));

    await get();

    expect(memory.one(ref('export', ID))?.fileKey).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('is there for as long as nobody has called it off', async () => {
    const { at, get, sent } = await aDesk(anExport);
    at(NOW + days(6));

    expect((await get()).body).toMatchObject({
      status: 'done',
      downloadUrl: `https://files.example.com/${anExport.fileKey}`,
    });
    expect(sent).toEqual([]);
  });
});
