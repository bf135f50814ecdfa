import type { exportRoutes } from '#shared/contracts/exports.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { type Export, statusOf } from '#shared/domain/exports/export.ts';
import { mediaTypeOf } from '#shared/domain/exports/values.ts';
import { iso, seconds } from '#shared/domain/kernel/time.ts';
import { DOWNLOAD_SECONDS, type Links } from '../objects.ts';
import type { Context } from '../ports.ts';
import { problemTitles } from './words.ts';

export type ExportView = ResponseOf<(typeof exportRoutes)['data/get-export']>;

/** An export without its link. */
export const exportView = (
  made: Export,
  { now, language }: Pick<Context, 'now' | 'language'>,
): ExportView => {
  const { run, rows, bytes, problem, finishedAt, removeAt } = made;
  return {
    id: made.id,
    version: made.version,
    status: statusOf(made, now),
    resource: made.resource,
    format: made.format,
    filter: Object.keys(made.filter).sort(),
    fields: [...made.fields],
    revealed: [...made.revealed],
    progress: { done: rows ?? run?.rows ?? 0, ...(rows === undefined ? {} : { total: rows }) },
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(problem === undefined ? {} : { problem: { code: problem, title: problemTitles[problem][language] } }),
    ...(removeAt === undefined ? {} : { fileUntil: iso(removeAt) }),
    createdBy: made.createdBy,
    createdAt: iso(made.createdAt),
    ...(finishedAt === undefined ? {} : { finishedAt: iso(finishedAt) }),
  };
};

/** `tickets-20260302-2K9F4C.csv`: nothing in it was written by anybody. */
const fileNameOf = ({ resource, format, createdAt, id }: Export): string =>
  `${resource}-${iso(createdAt).slice(0, 10).replaceAll('-', '')}-${id.slice(-6)}.${format}`;

/** A fresh link to the file, where it is there. */
export const linkTo = (
  made: Export,
  now: number,
  links: Links,
): Pick<ExportView, 'downloadUrl' | 'expiresAt'> => {
  if (statusOf(made, now) !== 'done' || made.fileKey === undefined) return {};
  const about = {
    fileName: fileNameOf(made),
    contentType: mediaTypeOf[made.format],
    seconds: DOWNLOAD_SECONDS,
  };
  return {
    downloadUrl: links.download(made.fileKey, about),
    expiresAt: iso(now + seconds(DOWNLOAD_SECONDS)),
  };
};
