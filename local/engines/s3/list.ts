import type { Reply } from '../http.ts';
import type { S3Context } from './context.ts';
import { invalidArgument } from './errors.ts';
import { byBytes } from './objects.ts';
import { type S3Request, wholeNumber } from './request.ts';
import { xmlReply } from './write-object.ts';
import { document, element, type Xml } from './xml.ts';

const MAX_KEYS = 1000;

/** An entry of a listing: a key, or what keys have in common up to the delimiter. */
type Entry = { readonly name: string; readonly isPrefix: boolean };

/** `ListObjectsV2`, in the order of the keys' bytes. */
export const listObjects = async (context: S3Context, request: S3Request): Promise<Reply> => {
  const { bucket, query } = request;
  context.objects.checkBucket(bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = Math.min(MAX_KEYS, wholeNumber(query.get('max-keys'), MAX_KEYS, 'max-keys'));
  const after = startOf(query);
  const keys = await context.objects.keys(bucket, prefix);
  const entries = entriesOf(keys, prefix, delimiter).filter(
    ({ name }) => after === '' || byBytes(name, after) > 0,
  );
  const page = entries.slice(0, max);
  const last = page.at(-1);
  const truncated = max > 0 && entries.length > page.length;
  const encoded = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const contents = await Promise.all(
    page.filter(({ isPrefix }) => !isPrefix).map(({ name }) => contentOf(context, bucket, name, encoded)),
  );
  return xmlReply(
    document('ListBucketResult', [
      element('Name', bucket),
      element('Prefix', encoded(prefix)),
      ...(delimiter === '' ? [] : [element('Delimiter', encoded(delimiter))]),
      ...(query.has('encoding-type') ? [element('EncodingType', 'url')] : []),
      element('MaxKeys', max),
      element('KeyCount', page.length),
      element('IsTruncated', truncated),
      ...(truncated && last !== undefined ? [element('NextContinuationToken', tokenOf(last.name))] : []),
      ...contents.flat(),
      ...page
        .filter(({ isPrefix }) => isPrefix)
        .map(({ name }) => element('CommonPrefixes', [element('Prefix', encoded(name))])),
    ]),
  );
};

const tokenOf = (name: string): string => Buffer.from(name).toString('base64url');

const startOf = (query: URLSearchParams): string => {
  const token = query.get('continuation-token');
  if (token === null) return query.get('start-after') ?? '';
  const name = Buffer.from(token, 'base64url').toString('utf8');
  if (token === '' || tokenOf(name) !== token)
    throw invalidArgument('The continuation token provided is incorrect');
  return name;
};

const entriesOf = (keys: readonly string[], prefix: string, delimiter: string): Entry[] => {
  if (delimiter === '') return keys.map((name) => ({ name, isPrefix: false }));
  const entries = new Map<string, Entry>();
  for (const key of keys) {
    const at = key.indexOf(delimiter, prefix.length);
    const name = at < 0 ? key : key.slice(0, at + delimiter.length);
    entries.set(name, { name, isPrefix: at >= 0 });
  }
  return [...entries.values()];
};

/** A key that was removed while the page was made is left out. */
const contentOf = async (
  { objects }: S3Context,
  bucket: string,
  key: string,
  encoded: (text: string) => string,
): Promise<Xml[]> => {
  const object = await objects.find(bucket, key);
  if (object === undefined) return [];
  return [
    element('Contents', [
      element('Key', encoded(key)),
      element('LastModified', new Date(object.meta.modifiedMs).toISOString()),
      element('ETag', `"${object.meta.etag}"`),
      element('Size', object.size),
      element('StorageClass', 'STANDARD'),
    ]),
  ];
};
