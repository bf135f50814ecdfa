import type { IncomingMessage } from 'node:http';
import { invalidRequest, S3Error } from './errors.ts';

/** A request by its parts. Header names are in lower case, as are the `x-amz-…` parameters that stand for headers. */
export type S3Request = {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: IncomingMessage;
};

const MAX_KEY_BYTES = 1024;

export const parseRequest = (req: IncomingMessage): S3Request => {
  const [path = '/', search = ''] = splitOnce(req.url ?? '/', '?');
  const query = new URLSearchParams(search);
  const [bucket = '', key = ''] = splitOnce(decoded(path).slice(1), '/');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new S3Error('KeyTooLongError', 400, 'Your key is too long');
  const headers: Record<string, string> = {};
  // A signed link may carry headers as parameters.
  for (const [name, value] of query) if (isHeaderParameter(name)) headers[name.toLowerCase()] = value;
  for (const [name, value] of Object.entries(req.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  return {
    method: req.method ?? 'GET',
    bucket,
    key,
    path,
    query,
    headers,
    header: (name) => headers[name],
    body: req,
  };
};

/** Parameters of the signature itself. */
const SIGNATURE =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|user-agent)$/i;

const isHeaderParameter = (name: string): boolean => /^x-amz-/i.test(name) && !SIGNATURE.test(name);

const splitOnce = (text: string, separator: string): string[] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Error('InvalidURI', 400, "Couldn't parse the specified URI.");
  }
};

/** A number a caller gave, or its default. */
export const wholeNumber = (text: string | null | undefined, usual: number, name: string): number => {
  if (text === null || text === undefined || text === '') return usual;
  if (!/^\d{1,9}$/.test(text)) throw invalidRequest(`${name} must be a whole number`);
  return Number(text);
};
