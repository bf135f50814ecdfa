import { readRows } from '#shared/adapters/files/rows.ts';
import { writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import { runImport } from '#shared/app/imports/run-import.ts';
import type { ImportTools } from '#shared/app/imports/tools.ts';
import type { Objects } from '#shared/app/objects.ts';
import { create, ref } from '#shared/app/records.ts';
import { importRows } from '#shared/contracts/import-rows.ts';
import { type Import, importFiles, isOver, newImport } from '#shared/domain/imports/import.ts';
import { inChinese } from '#shared/runtime/http/chinese.ts';
import { withTrail } from '#shared/runtime/http/trail.ts';
import { fieldErrors } from '#shared/runtime/http/validation.ts';
import { problemWords } from '#shared/runtime/http/words.ts';
import { memoryObjects } from './memory-objects.ts';
import { memoryStore } from './memory-store.ts';
import { callerWith, operationsOn } from './serve-operation.ts';

/** The process dies here: nothing after it happens. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Imports on a store and a bucket in memory, with a worker that can be killed, slowed down or overtaken. */
export const importBench = async (now: number) => {
  const kept = memoryStore();
  await writeDefaults(kept, now);
  // Settings don't change here, and reading them again for every row takes long.
  const { config } = await kept.open({ refs: [] });
  const store: typeof kept = {
    ...kept,
    open: async ({ refs }) => ({ found: await kept.reader.get(refs), config, principal: undefined }),
  };
  const bucket = memoryObjects();
  const messages: string[] = [];
  const world = {
    /** Called before every transaction; may throw. */
    onCommit: (): void => undefined,
    /** Real milliseconds that a slice believes to have worked. */
    workedMs: (): number => 0,
    etag: '"1"',
    /** How often a slice has handed on. */
    handedOn: 0,
  };
  const objects: Objects = {
    ...bucket.objects,
    head: async (key) => {
      const head = await bucket.objects.head(key);
      return head && { ...head, etag: world.etag };
    },
    remove: async (keys) => {
      for (const key of keys) bucket.files.delete(key);
    },
    uploads: {
      begin: async () => 'upload',
      part: async (key, _, number, body) => {
        const had = number === 1 ? new Uint8Array() : (bucket.files.get(key) ?? new Uint8Array());
        bucket.files.set(key, Buffer.concat([had, body]));
        return { number, etag: '', size: body.length };
      },
      complete: async () => undefined,
      abort: async () => undefined,
    },
  };
  const operations = operationsOn(store, { now });
  const context = (refs: Parameters<typeof operations.contextOf>[1]) =>
    operations.contextOf(callerWith('admin'), refs);
  const lists = { users: async () => ({ items: store.all('user'), next: undefined }) };

  const toolsOf = (owner: string): ImportTools => ({
    objects,
    readRows,
    check: (resource, body, language) => {
      const checked = importRows[resource].safeParse(body, { reportInput: true });
      return checked.success
        ? { row: checked.data as never }
        : { errors: fieldErrors(checked.error.issues, language) };
    },
    sentence: (text, language) => (language === 'zh-CN' ? inChinese(text) : text),
    refusalSentence: (code, details, language) => problemWords(code, language, details).detail,
    contextFor: (_, refs) => context(refs),
    commit: async (writes) => {
      world.onCommit();
      await store.commit(writes);
    },
    withTrail: ({ id }, writes, about, audit = []) =>
      withTrail({ writes, audit }, { requestId: id }, { ...about, digest: operations.digest }),
    goOn: async (id) => {
      world.handedOn += 1;
      messages.push(id);
    },
    now: () => operations.world.now,
    workedMs: () => world.workedMs(),
    owner,
  });

  /** Announces a file and puts it there. */
  const handIn = async (
    asked: Pick<Import, 'resource' | 'format'> & Partial<Pick<Import, 'dryRun' | 'language' | 'mapping'>>,
    file: string,
  ): Promise<string> => {
    const { newId } = await context([]);
    const job = newImport(
      {
        dryRun: false,
        language: 'en',
        ...asked,
        id: newId('imp'),
        createdBy: callerWith('admin').id,
      },
      now,
    );
    await store.commit([create('import', job)]);
    await objects.put(importFiles.upload(job.id), file, { contentType: 'text/plain' });
    return job.id;
  };
  const one = (id: string): Import => {
    const job = store.one(ref('import', id));
    if (!job) throw new Error('there is no such import');
    return job;
  };
  const deliver = (id: string, owner: string): Promise<void> =>
    runImport(
      id,
      async () => ({ ...(await context([ref('import', id)])), lists: { ...store.lists, ...lists } as never }),
      toolsOf(owner),
    );
  /** Delivers messages until it is over; a message whose worker was killed comes again. */
  const run = async (id: string): Promise<Import> => {
    for (let n = 0; n < 1000 && !isOver(one(id)); n++) {
      try {
        await deliver(id, messages.shift() ?? 'first');
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
    return one(id);
  };
  /** The file of errors by its lines. */
  const errorsOf = (id: string): string[] => {
    const bytes = bucket.files.get(importFiles.errors(id));
    return bytes === undefined ? [] : new TextDecoder().decode(bytes).trim().split('\r\n');
  };
  return {
    store,
    desk: operations,
    files: bucket.files,
    world,
    handIn,
    deliver,
    run,
    one,
    errorsOf,
    messages,
  };
};
export type ImportBench = Awaited<ReturnType<typeof importBench>>;
