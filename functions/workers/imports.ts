import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { readRows } from '#shared/adapters/files/rows.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { bucketNameFromEnv } from '#shared/adapters/s3/bucket.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';
import { runImport } from '#shared/app/imports/run-import.ts';
import type { Context } from '#shared/app/ports.ts';
import { type Ref, ref } from '#shared/app/records.ts';
import { importRows } from '#shared/contracts/import-rows.ts';
import { queues } from '#shared/contracts/queues.ts';
import { importOfUpload } from '#shared/domain/imports/import.ts';
import { inChinese } from '#shared/runtime/http/chinese.ts';
import { withTrail } from '#shared/runtime/http/trail.ts';
import { fieldErrors } from '#shared/runtime/http/validation.ts';
import { problemWords } from '#shared/runtime/http/words.ts';
import { once } from '#shared/runtime/once.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { systemContext } from '#shared/runtime/system-context.ts';

const edge = httpEdge(allLists);
const objects = once(() => s3Objects(bucketNameFromEnv('FILES_BUCKET')));
const again = once(() => outgoingQueue('QUEUE_URL_IMPORTS'));

/** Whose file has come, or which import goes on. Of created objects S3 tells by notifications, in which keys are written like form values, or by events. */
const importIdOf = (message: (typeof queues)['imports']['message']['_output']): string | undefined => {
  if ('importId' in message) return message.importId;
  if ('object' in message) return importOfUpload(message.object.key);
  const key = message.Records[0]?.s3.object.key ?? '';
  return importOfUpload(decodeURIComponent(key.replaceAll('+', ' ')));
};

/** Takes files that were handed in, slice by slice. */
export const handler = queueHandler(queues.imports, async (message, { messageId }) => {
  const importId = importIdOf(message);
  if (importId === undefined) return;
  const begun = performance.now();
  const wiring = await edge();
  const { keyring, store } = wiring;
  const look = (refs: readonly Ref[]): Promise<Context> => systemContext(wiring, 'imports', refs);
  await runImport(importId, () => look([ref('import', importId)]), {
    objects: objects(),
    readRows,
    check: (resource, body, language) => {
      const checked = importRows[resource].safeParse(body, { reportInput: true });
      return checked.success
        ? { row: checked.data as never }
        : { errors: fieldErrors(checked.error.issues, language) };
    },
    sentence: (text, language) => (language === 'zh-CN' ? inChinese(text) : text),
    refusalSentence: (code, details, language) => problemWords(code, language, details).detail,
    contextFor: async ({ createdBy }, refs) => {
      const context = await look(refs);
      return { ...context, caller: { ...context.caller, type: 'user', id: createdBy, role: 'admin' } };
    },
    commit: (writes) => store.commit(writes),
    withTrail: ({ id }, writes, context, audit = []) =>
      withTrail({ writes, audit }, { requestId: id }, { ...context, digest: keyring.digest }),
    goOn: (id) => again().send([{ body: { importId: id } }]),
    now: Date.now,
    workedMs: () => performance.now() - begun,
    owner: messageId,
  });
});
