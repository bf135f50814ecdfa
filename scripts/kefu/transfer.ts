import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exitCodes, Failure, unreachable } from './failure.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

const TRIES = 8;
const WAIT_MS = 500;

type Transfer = { readonly io: Io; readonly progress: Progress };

/**
 * Fetches a file to `target`. What came before a connection broke stays in `part`, and the next try goes on behind it, also one of a later run. Links
 * run out: `link` gives a fresh one each time. The file has its name only when all of it is there.
 */
export const download = async (
  link: () => Promise<string>,
  {
    target,
    part,
    bytes,
  }: { readonly target: string; readonly part: string; readonly bytes: number | undefined },
  transfer: Transfer,
): Promise<number> => {
  let size: number | undefined;
  for (let tries = 1; size === undefined; tries++) {
    try {
      size = await fetchRest(await link(), part, transfer);
    } catch (error) {
      if (error instanceof Failure || transfer.io.signal.aborted) throw error;
      if (tries === TRIES) throw unreachable('the file', error);
      await transfer.io.pause(WAIT_MS * tries);
    }
  }
  transfer.progress.stop();
  if (bytes !== undefined && bytes !== size)
    throw new Failure(exitCodes.refused, [`the file has ${size} bytes, ${bytes} were announced`]);
  await rename(part, target);
  return size;
};

/** Everything behind what is there already; answers the size of the whole. Throws when less came. */
const fetchRest = async (url: string, part: string, { io, progress }: Transfer): Promise<number> => {
  const from = await sizeOf(part);
  const response = await fetch(url, {
    headers: from > 0 ? { range: `bytes=${from}-` } : {},
    signal: io.signal,
  });
  // All of it had come before.
  if (response.status === 416) return from;
  if (response.status !== 200 && response.status !== 206) throw new Error(`status ${response.status}`);
  const start = response.status === 206 ? from : 0;
  const total = totalOf(response, start);
  let done = start;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      done += chunk.length;
      progress.update(done, total);
      next(undefined, chunk);
    },
  });
  await pipeline(
    response.body === null ? Readable.from([]) : Readable.fromWeb(response.body),
    counted,
    createWriteStream(part, { flags: start > 0 ? 'a' : 'w' }),
    { signal: io.signal },
  );
  if (total !== undefined && done !== total) throw new Error(`${done} of ${total} bytes came`);
  return done;
};

const totalOf = (response: Response, start: number): number | undefined => {
  const range = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (range !== undefined) return Number(range);
  const length = response.headers.get('content-length');
  return length === null ? undefined : start + Number(length);
};

const sizeOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );

/** Puts a file to a link as it lies there, without ever holding more than a piece of it. */
export const upload = async (url: string, path: string, { io, progress }: Transfer): Promise<number> => {
  const { size } = await stat(path);
  const target = new URL(url);
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  let done = 0;
  await new Promise<void>((resolve, reject) => {
    const request = send(
      target,
      { method: 'PUT', headers: { 'content-length': size }, signal: io.signal },
      (response) => {
        response.resume();
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve();
          else
            reject(
              new Failure(exitCodes.refused, [`the upload was refused with status ${status}`], { status }),
            );
        });
      },
    );
    request.on('error', (error) => reject(io.signal.aborted ? error : unreachable(target.host, error)));
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        done += chunk.length;
        progress.update(done, size);
        next(undefined, chunk);
      },
    });
    pipeline(createReadStream(path), counted, request).catch(reject);
  });
  progress.stop();
  return size;
};
