import type { S3Request } from './request.ts';

/** Parameters that choose an operation or that it reads; any other parameter makes the request one we don't know. */
const OBJECT_READ =
  /^(response-(content-(type|disposition|encoding|language)|cache-control|expires)|partNumber)$/;
const LIST = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
]);
const UPLOADS = new Set([
  'uploads',
  'prefix',
  'delimiter',
  'max-uploads',
  'key-marker',
  'upload-id-marker',
  'encoding-type',
]);
const PARTS = new Set(['uploadId', 'max-parts', 'part-number-marker']);

/** The parameters that matter, without the signature's and the SDK's own. */
const parametersOf = ({ query }: S3Request): string[] =>
  [...new Set(query.keys())].filter((name) => !/^x-amz-/i.test(name) && name !== 'x-id');

const only = (names: string[], allowed: (name: string) => boolean): boolean => names.every(allowed);

/**
 * The AWS name of the operation a request means; undefined for whatever this engine does not have. A sub-resource
 * is never mistaken for the object it belongs to.
 */
export const operationOf = (request: S3Request): string | undefined => {
  const names = parametersOf(request);
  if (request.bucket === '')
    return request.method === 'GET' && names.length === 0 ? 'ListBuckets' : undefined;
  return request.key === '' ? bucketOperation(request, names) : objectOperation(request, names);
};

const bucketOperation = ({ method, query }: S3Request, names: string[]): string | undefined => {
  switch (method) {
    case 'PUT':
      return names.length === 0 ? 'CreateBucket' : undefined;
    case 'DELETE':
      return names.length === 0 ? 'DeleteBucket' : undefined;
    case 'HEAD':
      return names.length === 0 ? 'HeadBucket' : undefined;
    case 'POST':
      return names.length === 1 && query.has('delete') ? 'DeleteObjects' : undefined;
    case 'GET':
      if (query.has('uploads'))
        return only(names, (name) => UPLOADS.has(name)) ? 'ListMultipartUploads' : undefined;
      if (names.length === 1 && query.has('location')) return 'GetBucketLocation';
      return query.get('list-type') === '2' && only(names, (name) => LIST.has(name))
        ? 'ListObjectsV2'
        : undefined;
    default:
      return undefined;
  }
};

const objectOperation = (request: S3Request, names: string[]): string | undefined => {
  const { method, query, header } = request;
  const copies = header('x-amz-copy-source') !== undefined;
  const uploadOnly = names.length === 1 && query.has('uploadId');
  switch (method) {
    case 'HEAD':
      return only(names, (name) => OBJECT_READ.test(name)) ? 'HeadObject' : undefined;
    case 'GET':
      if (query.has('uploadId')) return only(names, (name) => PARTS.has(name)) ? 'ListParts' : undefined;
      return only(names, (name) => OBJECT_READ.test(name)) ? 'GetObject' : undefined;
    case 'DELETE':
      if (names.length === 0) return 'DeleteObject';
      return uploadOnly ? 'AbortMultipartUpload' : undefined;
    case 'POST':
      if (names.length === 1 && query.has('uploads')) return 'CreateMultipartUpload';
      return uploadOnly ? 'CompleteMultipartUpload' : undefined;
    case 'PUT':
      if (names.length === 0) return copies ? 'CopyObject' : 'PutObject';
      return !copies && names.length === 2 && query.has('uploadId') && query.has('partNumber')
        ? 'UploadPart'
        : undefined;
    default:
      return undefined;
  }
};
