import { createHash, createHmac } from 'node:crypto';

/** What is needed to sign a request to S3 (Signature Version 4). */
export type Signing = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly region: string;
};

export type Unsigned = {
  readonly method: 'GET' | 'PUT';
  readonly url: URL;
  /** Names in lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Every byte but the unreserved ones is escaped (AWS, UriEncode). */
export const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** A path, its slashes kept. */
export const escapedPath = (path: string): string => escaped(decodeURIComponent(path)).replaceAll('%2F', '/');

/** The instant as signatures name it, and its day. */
export const stampOf = (now: Date): { readonly stamp: string; readonly day: string } => {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  return { stamp, day: stamp.slice(0, 8) };
};

/** What the key of a signature is bound to, and the signature of a text under it. */
export const signature = (
  canonical: string,
  { region, secretAccessKey }: Signing,
  { stamp, day }: { readonly stamp: string; readonly day: string },
): { readonly scope: string; readonly signature: string } => {
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  return { scope, signature: hmac(key, text).toString('hex') };
};

/**
 * The headers of a request with its signature (AWS, Authenticating requests: using the Authorization header). Requests with a query are not
 * made here. The SDK's client for S3 can do far more, and weighs more than all the rest of a function.
 */
export const signedHeaders = (request: Unsigned, signing: Signing, now: Date): Record<string, string> => {
  const { method, url, body } = request;
  const at = stampOf(now);
  const payload = sha256(body);
  const headers: Record<string, string> = {
    ...request.headers,
    host: url.host,
    'x-amz-content-sha256': payload,
    'x-amz-date': at.stamp,
    ...(signing.sessionToken === undefined ? {} : { 'x-amz-security-token': signing.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const list = names.join(';');
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const canonical = [method, escapedPath(url.pathname), '', lines, list, payload].join('\n');
  const { scope, signature: signed } = signature(canonical, signing, at);
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${signing.accessKeyId}/${scope},SignedHeaders=${list},Signature=${signed}`,
  };
};
