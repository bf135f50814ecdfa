import type { Links } from '#shared/app/objects.ts';
import type { Bucket } from './bucket.ts';
import { escaped, escapedPath, signature, stampOf } from './sign.ts';

/**
 * Links signed in their query (AWS, Authenticating requests: using query parameters), without the SDK: its client for S3 weighs more than
 * all the rest of a function. They die with the credentials of the role as well: a link for an hour may be good for less.
 */
export const signedLinks = (bucketOf: () => Bucket): Links => {
  const link = (
    method: 'GET' | 'PUT',
    key: string,
    seconds: number,
    more: Readonly<Record<string, string>>,
  ): string => {
    const bucket = bucketOf();
    const url = new URL(`${bucket.address}/${key.split('/').map(escaped).join('/')}`);
    const at = stampOf(new Date());
    const query: Record<string, string> = {
      ...more,
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${bucket.accessKeyId}/${at.day}/${bucket.region}/s3/aws4_request`,
      'X-Amz-Date': at.stamp,
      'X-Amz-Expires': String(seconds),
      'X-Amz-SignedHeaders': 'host',
      ...(bucket.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': bucket.sessionToken }),
    };
    const list = Object.entries(query)
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .sort()
      .join('&');
    const canonical = [
      method,
      escapedPath(url.pathname),
      list,
      `host:${url.host}\n`,
      'host',
      'UNSIGNED-PAYLOAD',
    ].join('\n');
    return `${url.href}?${list}&X-Amz-Signature=${signature(canonical, bucket, at).signature}`;
  };
  return {
    download: (key, { fileName, contentType, seconds }) =>
      link('GET', key, seconds, {
        'response-content-disposition': attachment(fileName),
        'response-content-type': contentType,
      }),
    upload: (key, { seconds }) => link('PUT', key, seconds, {}),
  };
};

/** A file to keep, never a page to show; the name in both spellings (RFC 6266). */
const attachment = (fileName: string): string =>
  `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${escaped(fileName)}`;
