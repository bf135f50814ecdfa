import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { headerOf } from './request.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const safety: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  vary: 'Accept, Accept-Encoding, Accept-Language',
};

const compressFrom = 1024;

/** The gateway's form of an answer: safe headers, gzip above 1 KB where the caller takes it, 304 where he has it already. */
export const toResult = (
  answer: Answer,
  event: APIGatewayProxyEventV2,
): APIGatewayProxyStructuredResultV2 => {
  const headers = { ...safety, ...answer.headers };
  const etag = answer.headers['etag'];
  if (
    answer.status === 200 &&
    etag !== undefined &&
    event.requestContext.http.method === 'GET' &&
    knows(event, etag)
  ) {
    return { statusCode: 304, headers: without(headers, 'content-type') };
  }
  if (answer.body === '') return { statusCode: answer.status, headers: without(headers, 'content-type') };
  const accepts = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(headerOf(event, 'accept-encoding') ?? '');
  if (!accepts || Buffer.byteLength(answer.body) <= compressFrom) {
    return { statusCode: answer.status, headers, body: answer.body };
  }
  return {
    statusCode: answer.status,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(answer.body, { level: 5 }).toString('base64'),
    isBase64Encoded: true,
  };
};

const knows = (event: APIGatewayProxyEventV2, etag: string): boolean =>
  (headerOf(event, 'if-none-match') ?? '')
    .split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*');

const without = (headers: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
