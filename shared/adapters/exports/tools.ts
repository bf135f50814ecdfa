import { partBytes } from '#shared/app/exports/part-size.ts';
import type { ExportTools } from '#shared/app/exports/tools.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { callerOf } from '#shared/runtime/http/caller.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { once } from '#shared/runtime/once.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import { dynamoExportSources } from '../dynamo/exports/sources.ts';
import type { Table } from '../dynamo/table.ts';
import { bucketNameFromEnv } from '../s3/bucket.ts';
import { s3Objects } from '../s3/objects.ts';
import { fileWriter } from './file-writer.ts';
import { exportQueue } from './queue.ts';

const queue = once(exportQueue);
const files = once(() => s3Objects(bucketNameFromEnv('FILES_BUCKET')));

/** Somebody of the staff as the caller of their requests; who may sign in no more is nobody. */
const staffCaller: ExportTools['callerOf'] = (user, config) => {
  try {
    return callerOf({ ...user, type: 'user' }, config);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unauthorized') return undefined;
    throw error;
  }
};

/** What a worker of exports has of AWS; `owner` is the message that it works for, `typeset` is there where documents are made. */
export const exportTools = (
  edge: Edge,
  table: Table,
  owner: string,
  typeset?: ExportTools['typeset'],
): ExportTools => {
  const begun = performance.now();
  return {
    open: (refs) => systemContext(edge, 'exports', refs),
    commit: edge.store.commit,
    sources: dynamoExportSources(table),
    files: files(),
    queue: queue(),
    callerOf: staffCaller,
    ...(typeset === undefined ? {} : { typeset }),
    writer({ format, resource, id }, columns, state) {
      if (format === 'pdf') throw new Error(`${id} is a document, which is made elsewhere`);
      return fileWriter(format, { title: resource, columns }, state);
    },
    partBytes,
    owner,
    spentMs: () => performance.now() - begun,
  };
};
