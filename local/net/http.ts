import type { IncomingMessage, ServerResponse } from 'node:http';

/** The body was longer than the limit; nothing of it was kept. */
export class BodyTooLarge extends Error {}

/**
 * Reads a request's body; rejects with `BodyTooLarge` beyond `limit` bytes. What is too much is read and thrown away, so that
 * the client gets to see the refusal, unless it goes on for eight times the limit.
 */
export const readBody = async (request: IncomingMessage, limit = 64 * 1024 * 1024): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (length > limit * 8) break;
  }
  if (length > limit) throw new BodyTooLarge();
  return Buffer.concat(chunks, length);
};

/** Ends a response with a text or bytes. */
export const send = (
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  response.end(bytes);
};

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => send(response, status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });

/** RFC 9457, for the control surface only: the gateway's own answers have AWS's shape. */
export const sendProblem = (response: ServerResponse, status: number, code: string, detail: string): void =>
  send(
    response,
    status,
    JSON.stringify({ type: 'about:blank', title: code.replaceAll('_', ' '), status, detail, code }),
    {
      'content-type': 'application/problem+json',
    },
  );
