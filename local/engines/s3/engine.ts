import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterceptor, type Instrumented } from '../faults.ts';
import { accessKeyIdOf, PayloadTooLarge, type Reply, sendReply } from '../http.ts';
import { openDatabase } from '../sqlite.ts';
import {
  bucketLocation,
  createBucket,
  deleteBucket,
  deleteObject,
  deleteObjects,
  headBucket,
  listBuckets,
  makeBucket,
} from './buckets.ts';
import type { S3Context } from './context.ts';
import { corsHeaders, preflight } from './cors.ts';
import { notImplemented, S3Error } from './errors.ts';
import { listObjects } from './list.ts';
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from './multipart.ts';
import { createObjects, OBJECT_SCHEMA } from './objects.ts';
import { placesIn } from './paths.ts';
import { readObject } from './read-object.ts';
import { parseRequest, type S3Request } from './request.ts';
import { operationOf } from './routes.ts';
import { type ServiceWriter, serviceWriter } from './service-writer.ts';
import { type Credentials, checkSignature } from './signature.ts';
import type { CreatedObject } from './types.ts';
import { createUploads, UPLOAD_SCHEMA } from './uploads.ts';
import { copyObject, putObject, writeCondition } from './write-object.ts';
import { errorDocument } from './xml.ts';

export type S3Options = {
  /** Objects lie in `<dir>/<bucket>/<key>`, all else in `<dir>-meta`. Without it, in a directory removed on close. */
  readonly dir?: string;
  /** The virtual clock in epoch milliseconds: times and the expiry of links follow it. */
  readonly now: () => number;
  /** The secret of a key; undefined for a key that is not known. */
  readonly credentials: Credentials;
  readonly region?: string;
};

/** Buckets in this process: S3's protocol over HTTP, path style, and what the runtime needs beside it. */
export type S3Engine = Instrumented & {
  handle: (req: IncomingMessage, res: ServerResponse) => void;
  close: () => Promise<void>;
  /** Makes a bucket unless it is there. */
  ensureBucket: (name: string) => Promise<void>;
  /** For services that write into buckets themselves, as exports of tables do. */
  writer: ServiceWriter;
  /** Hears of every object that is written, copied or completed, when it is durable. */
  onObjectCreated: (listener: (object: CreatedObject) => void) => void;
};

type Operation = (context: S3Context, request: S3Request) => Reply | Promise<Reply>;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GetObject', ({ objects }, request) => readObject(objects, request)],
  ['HeadObject', ({ objects }, request) => readObject(objects, request)],
  ['PutObject', putObject],
  ['CopyObject', copyObject],
  ['DeleteObject', deleteObject],
  ['DeleteObjects', deleteObjects],
  ['ListObjectsV2', listObjects],
  ['CreateMultipartUpload', createUpload],
  ['UploadPart', uploadPart],
  ['CompleteMultipartUpload', completeUpload],
  ['AbortMultipartUpload', abortUpload],
  ['ListParts', listParts],
  ['ListMultipartUploads', listUploads],
  ['CreateBucket', createBucket],
  ['HeadBucket', headBucket],
  ['DeleteBucket', deleteBucket],
  ['GetBucketLocation', bucketLocation],
  ['ListBuckets', listBuckets],
]);

/** Opens the engine, with all that an earlier process left in `dir`. */
export const createS3Engine = async (options: S3Options): Promise<S3Engine> => {
  const { now, credentials, region = 'us-east-1' } = options;
  const passing = options.dir === undefined ? mkdtempSync(join(tmpdir(), 's3-')) : undefined;
  const root = options.dir ?? join(passing ?? '', 'objects');
  const places = placesIn(root, `${root}-meta`);
  mkdirSync(root, { recursive: true });
  // What was on its way when an earlier process ended was never acknowledged.
  rmSync(places.temporary, { recursive: true, force: true });
  mkdirSync(places.temporary, { recursive: true });
  const database = openDatabase(places.database, OBJECT_SCHEMA + UPLOAD_SCHEMA);
  const listeners: ((object: CreatedObject) => void)[] = [];
  const objects = createObjects(database, places);

  const context: S3Context = {
    objects,
    uploads: createUploads(database),
    places,
    region,
    now,
    temporaryFile: () => join(places.temporary, randomUUID()),
    place: async (request, file, meta) => {
      try {
        objects.place(request.bucket, request.key, file, meta, writeCondition(request));
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
    },
    created: (object) => {
      for (const listener of listeners) listener(object);
    },
  };
  const interceptor = createInterceptor(now, (code, status, message) =>
    errorReply(new S3Error(code, status, message), ''),
  );

  const perform = async (request: S3Request, operation: string): Promise<Reply> => {
    try {
      if (request.method === 'OPTIONS') return preflight(request);
      checkSignature(request, credentials, now());
      const run = OPERATIONS.get(operation);
      if (run === undefined) throw notImplemented(`operation for ${request.method} ${request.path}`);
      const reply = await run(context, request);
      return { ...reply, headers: { ...reply.headers, ...corsHeaders(request.header('origin')) } };
    } catch (error) {
      return refusal(error, request);
    }
  };

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const request = parseRequest(req);
    const operation = operationOf(request) ?? 'Unsupported';
    const target = { bucket: request.bucket, key: request.key, query: Object.fromEntries(request.query) };
    const call = { service: 's3', operation, accessKeyId: accessKeyIdOf(req), body: target } as const;
    await interceptor.answer(res, call, (input) =>
      perform({ ...request, ...(input as { bucket: string; key: string }), query: request.query }, operation),
    );
  };

  return {
    setFaults: interceptor.setFaults,
    onCall: interceptor.onCall,
    handle: (req, res) =>
      void answer(req, res).catch((error: unknown) => {
        void sendReply(res, refusal(error, undefined), now());
      }),
    close: async () => {
      database.close();
      if (passing !== undefined) await rm(passing, { recursive: true, force: true });
    },
    ensureBucket: async (name) => makeBucket(places, name),
    writer: serviceWriter(context),
    onObjectCreated: (listener) => listeners.push(listener),
  };
};

const refusal = (error: unknown, request: S3Request | undefined): Reply => {
  const known =
    error instanceof PayloadTooLarge ? new S3Error('MaxMessageLengthExceeded', 400, error.message) : error;
  if (!(known instanceof S3Error) && !isBroken(error)) console.error('S3 engine:', error);
  const answerable =
    known instanceof S3Error ? known : new S3Error('InternalError', 500, 'The engine failed; see its log');
  const reply = errorReply(answerable, request?.path ?? '');
  const bare = request?.method === 'HEAD' || answerable.status === 304;
  return {
    ...reply,
    headers: { ...(bare ? {} : reply.headers), ...corsHeaders(request?.header('origin')) },
    body: bare ? undefined : reply.body,
  };
};

/** The sender went away in the middle of its upload. */
const isBroken = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes(String(error.code));

const errorReply = (error: S3Error, path: string): Reply => {
  const body = errorDocument(error.code, error.message, path);
  return {
    status: error.status,
    headers: { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) },
    body,
  };
};
