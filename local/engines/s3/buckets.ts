import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { type Reply, readBody } from '../http.ts';
import type { S3Context } from './context.ts';
import { S3Error } from './errors.ts';
import { isBucketName, type Places } from './paths.ts';
import type { S3Request } from './request.ts';
import { emptyReply, xmlReply } from './write-object.ts';
import { document, element, elements, textOf } from './xml.ts';

const MAX_DELETES = 1000;

/** Makes a bucket unless it is there; throws `InvalidBucketName`. */
export const makeBucket = (places: Places, name: string): void => {
  if (!isBucketName(name)) throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.');
  mkdirSync(places.bucket(name), { recursive: true });
};

export const createBucket = ({ places }: S3Context, { bucket }: S3Request): Reply => {
  if (isBucketName(bucket) && statSync(places.bucket(bucket), { throwIfNoEntry: false }) !== undefined)
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
    );
  makeBucket(places, bucket);
  return { status: 200, headers: { Location: `/${bucket}`, 'Content-Length': 0 }, body: undefined };
};

export const headBucket = ({ objects, region }: S3Context, { bucket }: S3Request): Reply => {
  objects.checkBucket(bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region, 'Content-Length': 0 }, body: undefined };
};

export const bucketLocation = ({ objects, region }: S3Context, { bucket }: S3Request): Reply => {
  objects.checkBucket(bucket);
  return xmlReply(
    `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${region}</LocationConstraint>`,
  );
};

export const deleteBucket = async ({ objects, places }: S3Context, { bucket }: S3Request): Promise<Reply> => {
  objects.checkBucket(bucket);
  const keys = await objects.keys(bucket, '');
  if (keys.length > 0)
    throw new S3Error('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty');
  rmdirSync(places.bucket(bucket));
  return emptyReply(204);
};

export const listBuckets = ({ places }: S3Context): Reply => {
  const names = readdirSync(places.root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isBucketName(entry.name))
    .map((entry) => entry.name)
    .sort();
  const buckets = names.map((name) =>
    element('Bucket', [
      element('Name', name),
      element('CreationDate', statSync(places.bucket(name)).birthtime.toISOString()),
    ]),
  );
  return xmlReply(document('ListAllMyBucketsResult', [element('Buckets', buckets)]));
};

export const deleteObject = ({ objects }: S3Context, { bucket, key }: S3Request): Reply => {
  objects.checkBucket(bucket);
  objects.remove(bucket, key);
  return emptyReply(204);
};

export const deleteObjects = async ({ objects }: S3Context, { bucket, body }: S3Request): Promise<Reply> => {
  objects.checkBucket(bucket);
  const xml = (await readBody(body, 4 * 1024 * 1024)).toString('utf8');
  const wanted = elements(xml, 'Object');
  if (wanted.length === 0 || wanted.length > MAX_DELETES)
    throw new S3Error(
      'MalformedXML',
      400,
      `The XML you provided names no object, or more than ${MAX_DELETES}`,
    );
  const deleted = wanted.map((object) => {
    const key = textOf(object, 'Key') ?? '';
    objects.remove(bucket, key);
    return element('Deleted', [element('Key', key)]);
  });
  return xmlReply(document('DeleteResult', textOf(xml, 'Quiet') === 'true' ? [] : deleted));
};
