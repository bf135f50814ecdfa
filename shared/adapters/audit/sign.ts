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

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Every byte but the unreserved ones is escaped; a slash of the path stays. */
const escaped = (path: string): string =>
  encodeURIComponent(decodeURIComponent(path))
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The headers of a request with its signature (AWS, Authenticating requests: using the Authorization header). Requests with a query are not
 * made here. The SDK's client for S3 can do far more, and weighs more than all the rest of a function.
 */
export const signedHeaders = (request: Unsigned, signing: Signing, now: Date): Record<string, string> => {
  const { method, url, body } = request;
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const payload = sha256(body);
  const headers: Record<string, string> = {
    ...request.headers,
    host: url.host,
    'x-amz-content-sha256': payload,
    'x-amz-date': stamp,
    ...(signing.sessionToken === undefined ? {} : { 'x-amz-security-token': signing.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const list = names.join(';');
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const canonical = [method, escaped(url.pathname), '', lines, list, payload].join('\n');
  const scope = `${day}/${signing.region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = [day, signing.region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${signing.secretAccessKey}`,
  );
  const signature = hmac(key, text).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${signing.accessKeyId}/${scope},SignedHeaders=${list},Signature=${signature}`,
  };
};
