/** What is kept about an object beside its bytes. Header names are in lower case. */
export type ObjectMeta = {
  readonly etag: string;
  /** `content-type`, `cache-control`, `x-amz-meta-…` and the like, sent back as they came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: { readonly header: string; readonly value: string };
  readonly modifiedMs: number;
};

export type StoredObject = {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  /** Tells this file from one that takes its place later. */
  readonly file: string;
  readonly size: number;
  readonly meta: ObjectMeta;
};

export type CreatedObject = {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** As an S3 event names it. */
  readonly eventName: 'ObjectCreated:Put' | 'ObjectCreated:Copy' | 'ObjectCreated:CompleteMultipartUpload';
};
