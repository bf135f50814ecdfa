import type { importRoutes } from '#shared/contracts/imports.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import type { Import } from '#shared/domain/imports/import.ts';
import { importFiles } from '#shared/domain/imports/import.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { DOWNLOAD_SECONDS, type Links } from '../objects.ts';
import type { Language } from '../ports.ts';
import { problemSentence } from './words.ts';

/** A link to put the file is good for an hour. */
const UPLOAD_SECONDS = 3600;

type Summary = ResponseOf<(typeof importRoutes)['data/list-imports']>['items'][number];

export const importSummary = (one: Import, language: Language): Summary => ({
  id: one.id,
  version: one.version,
  resource: one.resource,
  format: one.format,
  dryRun: one.dryRun,
  status: one.status,
  createdBy: one.createdBy,
  progress: { done: one.done, ...(one.rows === undefined ? {} : { total: one.rows }) },
  ...one.counts,
  ...(one.problem === undefined
    ? {}
    : { problem: { ...one.problem, message: problemSentence(one.problem.code, language) } }),
  createdAt: iso(one.createdAt),
  ...(one.startedAt === undefined ? {} : { startedAt: iso(one.startedAt) }),
  ...(one.endedAt === undefined ? {} : { endedAt: iso(one.endedAt) }),
});

/** An import with the links that it has at this moment. */
export const importView = (
  one: Import,
  links: Links,
  language: Language,
): ResponseOf<(typeof importRoutes)['data/get-import']> => ({
  ...importSummary(one, language),
  ...(one.mapping === undefined ? {} : { mapping: one.mapping }),
  ...(one.status === 'awaitingFile'
    ? { uploadUrl: links.upload(importFiles.upload(one.id), { seconds: UPLOAD_SECONDS }) }
    : {}),
  ...(one.status === 'done' && one.counts.failed > 0
    ? {
        errorsUrl: links.download(importFiles.errors(one.id), {
          fileName: `${one.id}-errors.csv`,
          contentType: 'text/csv; charset=utf-8',
          seconds: DOWNLOAD_SECONDS,
        }),
      }
    : {}),
});
