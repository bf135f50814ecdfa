/** Bytes as they come: never the whole of a file at once. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A part of an object that is still being written; kept in a checkpoint, so that another worker can go on. */
export type UploadedPart = { readonly number: number; readonly etag: string; readonly size: number };

/** Writes one object in parts, possibly by several workers one after the other. Nobody sees it before `complete`. */
export type Uploads = {
  /** Answers the upload's id. */
  begin(key: string, contentType: string): Promise<string>;
  /** Every part but the last has at least `MIN_PART_BYTES`; the same number again replaces it. */
  part(key: string, uploadId: string, number: number, body: Uint8Array): Promise<UploadedPart>;
  /** Bears a repeat: when the upload is gone and the object is there, it was completed before. */
  complete(key: string, uploadId: string, parts: readonly UploadedPart[]): Promise<void>;
  abort(key: string, uploadId: string): Promise<void>;
};
/** S3 refuses smaller parts, the last one excepted. */
export const MIN_PART_BYTES = 5 * 1024 * 1024;

export type ObjectHead = {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
};

/** Files in one bucket. A key that isn't there is `undefined`; any other failure throws after the client's own tries. */
export type Objects = {
  /** Writes it whole. With `ifAbsent`, answers `false` and changes nothing when there is one already. */
  put(
    key: string,
    body: Uint8Array | string,
    about: { readonly contentType: string; readonly ifAbsent?: boolean },
  ): Promise<boolean>;
  /** From `start` on, a byte offset. */
  read(key: string, start?: number): Promise<{ readonly size: number; readonly body: Bytes } | undefined>;
  /** The whole of a small object. */
  text(key: string): Promise<string | undefined>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** In the order of their keys. */
  list(prefix: string): AsyncIterable<ObjectHead>;
  remove(keys: readonly string[]): Promise<void>;
  readonly uploads: Uploads;
};

/** Links that anybody who has one may use once or often, until they expire. They are answered, and never kept or logged. */
export type Links = {
  download(
    key: string,
    about: { readonly fileName: string; readonly contentType: string; readonly seconds: number },
  ): string;
  upload(key: string, about: { readonly seconds: number }): string;
};

/** Downloads are good for five minutes (`api.md`, Exports). */
export const DOWNLOAD_SECONDS = 300;
