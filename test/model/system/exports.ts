import { fileWriter } from '#shared/adapters/exports/file-writer.ts';
import type { ExportList } from '#shared/app/exports/ports.ts';
import { runExport } from '#shared/app/exports/run-export.ts';
import type { ExportSources, Walk } from '#shared/app/exports/sources.ts';
import type { ExportTools } from '#shared/app/exports/tools.ts';
import { ref } from '#shared/app/records.ts';
import { isUnfinished } from '#shared/domain/exports/export.ts';
import { callerOf } from '#shared/runtime/http/caller.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import { memoryFiles } from '#test/adapters/exports/memory-files.ts';
import type { DeskStore } from './store.ts';

/** A few records a page, so that a walk is cut by whatever else happens. */
const PAGE = 2;

const walkOf = <T>(store: DeskStore, all: () => readonly T[], placeOf: (one: T) => string): Walk<T> =>
  async function* walk(after) {
    for (let place = after ?? ''; ; ) {
      const page = await store.wire({ kind: 'read' }, async () =>
        all()
          .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
          .filter((one) => placeOf(one) > place)
          .slice(0, PAGE),
      );
      const last = page.at(-1);
      if (last === undefined) return;
      place = placeOf(last);
      yield { items: page, upTo: place };
    }
  };

const nothing = (): never => {
  throw new Error('the model exports no such thing');
};

/** Exports of cases and of their messages, made by the product's worker into files in memory. */
export const exportsOf = (edge: Edge, store: DeskStore) => {
  const { memory } = store;
  const { objects, files } = memoryFiles();
  const waiting: string[] = [];
  const queue = { send: async ({ id }: { readonly id: string }) => void waiting.push(id) };
  const list: ExportList = async (userId) => ({
    items: memory.all('export').filter(({ createdBy }) => userId === undefined || createdBy === userId),
    next: undefined,
  });
  const sources: ExportSources = {
    tickets: () =>
      walkOf(
        store,
        () => memory.all('ticket'),
        ({ id }) => id,
      ),
    messages: () =>
      walkOf(
        store,
        () =>
          memory.all('message').flatMap((part) => {
            const ticket = memory.one(ref('ticket', part.ticketId));
            return ticket ? [{ ticket, part }] : [];
          }),
        ({ part }) => part.id,
      ),
    events: nothing,
    customers: nothing,
    orders: nothing,
    surveyResponses: nothing,
    auditEvents: nothing,
  };
  const tools = (owner: string): ExportTools => ({
    open: (refs) => systemContext(edge, 'exports', refs),
    commit: store.commit,
    sources,
    files: objects,
    queue,
    callerOf: (user, config) => callerOf({ ...user, type: 'user' }, config),
    writer: ({ format, resource }, columns, state) => {
      if (format === 'pdf') throw new Error('the model makes no documents');
      return fileWriter(format, { title: resource, columns }, state);
    },
    partBytes: () => 1_000_000,
    owner,
    spentMs: () => 0,
  });
  return {
    queue,
    list,
    files,
    waiting,
    work: (exportId: string, owner: string): Promise<void> => runExport(exportId, tools(owner)),
    /** Every file that somebody may still be given. */
    given: (): readonly string[] =>
      memory
        .all('export')
        .filter(({ status, fileKey, removeAt = 0 }) => status === 'done' && fileKey && removeAt > Date.now())
        .map(({ fileKey = '' }) => files.get(fileKey)?.toString() ?? ''),
    unfinished: (): readonly string[] =>
      memory
        .all('export')
        .filter(isUnfinished)
        .map(({ id }) => id),
  };
};
