import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { headerOf } from '#shared/runtime/http/request.ts';
import { sha256 } from '#shared/runtime/keyring.ts';
import { once } from '#shared/runtime/once.ts';

/** The document as it lies beside the function, compressed, and its tag; read at the first request for it. */
const packed = once(async () => {
  const bytes = await readFile(new URL('./openapi.json.gz', import.meta.url));
  return { bytes, etag: `"${sha256(bytes).slice(0, 22)}"` };
});

const safety: Readonly<Record<string, string>> = {
  'cache-control': 'public, max-age=300',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  vary: 'Accept-Encoding',
};

/** The OpenAPI document: as it lies there for callers who take gzip, unpacked for others, 304 for those who have it. It holds nothing personal. */
export const openApi = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { bytes, etag } = await packed();
  const headers = { ...safety, etag, 'x-request-id': event.requestContext.requestId };
  const known = (headerOf(event, 'if-none-match') ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag)) return { statusCode: 304, headers };
  const json = { ...headers, 'content-type': 'application/json' };
  if (/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(headerOf(event, 'accept-encoding') ?? '')) {
    return {
      statusCode: 200,
      headers: { ...json, 'content-encoding': 'gzip' },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    };
  }
  return { statusCode: 200, headers: json, body: gunzipSync(bytes).toString('utf8') };
};
