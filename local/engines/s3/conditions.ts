import { noSuchKey, preconditionFailed, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import type { ObjectMeta } from './types.ts';

const tags = (header: string): string[] => header.split(',').map((tag) => tag.trim().replace(/^W\/|"/g, ''));

const matches = (header: string, etag: string): boolean =>
  header.trim() === '*' || tags(header).includes(etag);

const secondsOf = (date: string): number => Math.floor(Date.parse(date) / 1000);

type Names = { match: string; noneMatch: string; modified: string; unmodified: string };

const READ: Names = {
  match: 'if-match',
  noneMatch: 'if-none-match',
  modified: 'if-modified-since',
  unmodified: 'if-unmodified-since',
};

const COPY: Names = {
  match: 'x-amz-copy-source-if-match',
  noneMatch: 'x-amz-copy-source-if-none-match',
  modified: 'x-amz-copy-source-if-modified-since',
  unmodified: 'x-amz-copy-source-if-unmodified-since',
};

/** The condition a read fails: `If-None-Match` goes before dates, RFC 9110 section 13.2.2. */
const failing = (
  request: S3Request,
  { etag, modifiedMs }: ObjectMeta,
  names: Names,
): 'match' | 'none' | undefined => {
  const [match, none] = [request.header(names.match), request.header(names.noneMatch)];
  const [since, until] = [request.header(names.modified), request.header(names.unmodified)];
  const modified = Math.floor(modifiedMs / 1000);
  if (match !== undefined ? !matches(match, etag) : until !== undefined && modified > secondsOf(until))
    return 'match';
  if (none !== undefined ? matches(none, etag) : since !== undefined && modified <= secondsOf(since))
    return 'none';
  return undefined;
};

/** Throws 412, or 304 for a copy the reader has. */
export const checkRead = (request: S3Request, meta: ObjectMeta): void => {
  const failed = failing(request, meta, READ);
  if (failed === 'match') throw preconditionFailed('If-Match');
  if (failed === 'none') throw new S3Error('NotModified', 304, 'Not Modified');
};

export const checkCopySource = (request: S3Request, meta: ObjectMeta): void => {
  if (failing(request, meta, COPY) !== undefined) throw preconditionFailed('x-amz-copy-source-If');
};

/** Whether a write may replace what is there. */
export const checkWrite = (request: S3Request, current: ObjectMeta | undefined): void => {
  const [match, none] = [request.header('if-match'), request.header('if-none-match')];
  if (none !== undefined && none.trim() !== '*')
    throw new S3Error('NotImplemented', 501, 'If-None-Match of a write must be *');
  if (none !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (current === undefined) throw noSuchKey();
  if (!matches(match, current.etag)) throw preconditionFailed('If-Match');
};
