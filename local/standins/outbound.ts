import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { OUTBOUND_URL_HEADER } from '../lambda/outbound.ts';
import { readBody, send, sendJson } from '../net/http.ts';
import type { Outbox } from './outbox.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'host',
  'content-length',
  OUTBOUND_URL_HEADER,
];

/**
 * Where functions' calls to other hosts end: each is noted in the outbox (one item for all tries that carry the same
 * `webhook-id`), and only addresses of this machine are really called. The others are answered with an empty 200.
 */
export const serveOutbound =
  (outbox: Outbox) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = parseUrl(String(request.headers[OUTBOUND_URL_HEADER]));
    if (!url) return sendJson(response, 400, { message: 'not an http address' });
    const body = await readBody(request);
    const delivery = request.headers['webhook-id'];
    outbox.add({
      channel: 'webhook',
      to: url.href,
      body: body.toString('utf8'),
      ...(typeof delivery === 'string' ? { id: delivery, effectId: `${delivery} ${url.href}` } : {}),
    });
    if (!LOOPBACK.test(url.hostname)) return send(response, 200, '');
    return forward(url, request, body, response);
  };

const parseUrl = (text: string): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
};

const forward = (url: URL, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.includes(name)),
    );
    const module = url.protocol === 'https:' ? https : http;
    const sent = module.request(
      url,
      { method: request.method, headers: { ...headers, 'content-length': String(body.length) } },
      (answer) => {
        const kept = Object.entries(answer.headers).filter(
          ([name]) => !['connection', 'keep-alive', 'transfer-encoding'].includes(name),
        );
        response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
        // A caller that left in the middle of the answer needs no more of it.
        pipeline(answer, response).then(resolve, () => resolve());
      },
    );
    // Nobody listens there, or the other side hung up: the caller sees its connection break, as it would without us.
    sent.on('error', () => {
      response.destroy();
      resolve();
    });
    // A caller that gave up waiting must not hold the call open.
    response.on('close', () => sent.destroy());
    sent.end(body);
  });
