import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { accessDenied, invalidRequest, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

/** A link may be valid for a week at most; AWS documentation, "Authenticating requests: using query parameters". */
const MAX_EXPIRES_SECONDS = 604_800;
/** How far a signer's clock may be ahead. */
const SKEW_MS = 15 * 60 * 1000;

export type Credentials = (accessKeyId: string) => string | undefined;

type Signature = {
  readonly accessKeyId: string;
  readonly scope: string;
  readonly date: string;
  readonly signedHeaders: string[];
  readonly signature: string;
  readonly payloadHash: string;
  readonly query: URLSearchParams;
};

/**
 * Checks a request's Signature Version 4, in its header or in its link, and a link's expiry on the virtual clock.
 * Everything is private here: a request without a signature is refused. Throws what S3 would answer.
 */
export const checkSignature = (request: S3Request, credentials: Credentials, nowMs: number): void => {
  const inLink = request.query.has('X-Amz-Signature') || request.query.has('X-Amz-Algorithm');
  const header = request.header('authorization');
  if (inLink && header !== undefined)
    throw invalidRequest(
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header should be specified',
    );
  if (!inLink && header === undefined) throw accessDenied();
  const signature = inLink ? signatureOfLink(request) : signatureOfHeader(request, header ?? '');
  if (inLink) checkExpiry(request, signature, nowMs);
  const secret = credentials(signature.accessKeyId);
  if (secret === undefined)
    throw new S3Error(
      'InvalidAccessKeyId',
      403,
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  if (!same(expectedSignature(request, signature, secret), signature.signature))
    throw new S3Error(
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
};

const signatureOfHeader = (request: S3Request, header: string): Signature => {
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^/]+)\/([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/.exec(
      header.trim(),
    );
  if (match === null)
    throw invalidRequest('The Authorization header is not a Signature Version 4 this engine reads');
  const [, accessKeyId = '', scope = '', signedHeaders = '', signature = ''] = match;
  return {
    accessKeyId,
    scope,
    date: request.header('x-amz-date') ?? '',
    signedHeaders: signedHeaders.split(';'),
    signature,
    payloadHash: request.header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    query: request.query,
  };
};

const signatureOfLink = ({ query, header }: S3Request): Signature => {
  const parameter = (name: string): string => {
    const value = query.get(name);
    if (value === null)
      throw new S3Error(
        'AuthorizationQueryParametersError',
        400,
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      );
    return value;
  };
  if (parameter('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256')
    throw new S3Error(
      'AuthorizationQueryParametersError',
      400,
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"',
    );
  const [accessKeyId = '', ...scope] = parameter('X-Amz-Credential').split('/');
  const signed = new URLSearchParams(query);
  signed.delete('X-Amz-Signature');
  return {
    accessKeyId,
    scope: scope.join('/'),
    date: parameter('X-Amz-Date'),
    signedHeaders: parameter('X-Amz-SignedHeaders').split(';'),
    signature: parameter('X-Amz-Signature'),
    payloadHash:
      query.get('X-Amz-Content-Sha256') ??
      query.get('x-amz-content-sha256') ??
      header('x-amz-content-sha256') ??
      'UNSIGNED-PAYLOAD',
    query: signed,
  };
};

const checkExpiry = ({ query }: S3Request, { date }: Signature, nowMs: number): void => {
  const expires = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_EXPIRES_SECONDS)
    throw new S3Error(
      'AuthorizationQueryParametersError',
      400,
      `X-Amz-Expires must be a number of seconds from 1 to ${MAX_EXPIRES_SECONDS}`,
    );
  const signedMs = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!/^\d{8}T\d{6}Z$/.test(date) || Number.isNaN(signedMs))
    throw new S3Error(
      'AuthorizationQueryParametersError',
      400,
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
    );
  if (signedMs > nowMs + SKEW_MS) throw accessDenied('Request is not valid yet');
  if (nowMs >= signedMs + expires * 1000) throw accessDenied('Request has expired');
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const expectedSignature = (request: S3Request, signature: Signature, secret: string): string => {
  const { scope, date, signedHeaders } = signature;
  if (!signedHeaders.includes('host')) throw accessDenied('The host header must be signed');
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(signature.query),
    ...signedHeaders.map((name) => `${name}:${sentHeader(request, name)}`),
    '',
    signedHeaders.join(';'),
    signature.payloadHash,
  ].join('\n');
  const [day = '', region = '', service = '', terminator = ''] = scope.split('/');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), terminator);
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
};

/** As the client sent it: a parameter that stands for a header is part of the query instead. */
const sentHeader = ({ body }: S3Request, name: string): string => {
  const value = body.headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/\s+/g, ' ');
};

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** S3 encodes a path once, slashes excepted. */
const canonicalPath = (path: string): string =>
  path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};
