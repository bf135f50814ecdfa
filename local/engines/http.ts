import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** An answer of an engine, before it is put on the wire. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string | Buffer | Readable | undefined;
  readonly consumed?: { readonly read: number; readonly write: number };
};

/** The request's whole body; refuses with `PayloadTooLarge` beyond `maxBytes`. */
export const readBody = (req: IncomingMessage, maxBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        // The rest is read and thrown away, so that the client gets to read the refusal.
        chunks.length = 0;
      } else chunks.push(chunk);
    });
    req.on('end', () => {
      if (bytes > maxBytes) reject(new PayloadTooLarge(maxBytes));
      else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    req.on('error', reject);
  });

export class PayloadTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`The request is larger than ${maxBytes} bytes`);
  }
}

/** The key id of a request signed with Signature Version 4, in its header or its query; empty when unsigned. */
export const accessKeyIdOf = (req: IncomingMessage): string => {
  const header = /Credential=([^/,\s]+)\//.exec(req.headers.authorization ?? '')?.[1];
  return header ?? /[?&]X-Amz-Credential=([^%&/]+)/.exec(req.url ?? '')?.[1] ?? '';
};

/** Closes what a reply that nobody gets would have read from. */
export const discard = ({ body }: Reply): void => {
  if (body instanceof Readable) body.destroy();
};

/** Sends a reply dated with the virtual clock, from which the SDK takes its own. */
export const sendReply = async (res: ServerResponse, reply: Reply, nowMs: number): Promise<void> => {
  if (res.destroyed) return discard(reply);
  if (res.headersSent) {
    // An answer failed half-way: all that can still be told is that it is not whole.
    res.destroy();
    return discard(reply);
  }
  res.writeHead(reply.status, { ...reply.headers, Date: new Date(nowMs).toUTCString() });
  const { body } = reply;
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
    res.end(body);
    return;
  }
  try {
    await pipeline(body, res);
  } catch (error) {
    // A client may leave in the middle of a download; anything else is a defect of this engine.
    if (!res.destroyed) throw error;
  }
};
