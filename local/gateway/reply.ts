import { isObject, parsed } from '../net/json.ts';

export type HttpReply = {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
};

/** What the gateway says itself, in AWS's words. */
export const gatewayReply = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message })),
});

export const INTERNAL_ERROR = gatewayReply(500, 'Internal Server Error');
export const UNAVAILABLE = gatewayReply(503, 'Service Unavailable');

/** Hop-by-hop and framing headers are the gateway's own business. */
const OWN = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'trailer',
  'te',
]);

/** A function's result as an HTTP answer: with `statusCode` taken as it is, without it the whole result as JSON; nonsense is a 500. */
export const replyOf = (payload: string): HttpReply => {
  const result = parsed(payload);
  if (!isObject(result) || !('statusCode' in result)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(payload) };
  }
  const status = Number(result['statusCode']);
  const { headers: given, cookies, body = '', isBase64Encoded } = result;
  const malformed =
    !Number.isInteger(status) || status < 100 || status > 599 || (body !== null && typeof body !== 'string');
  if (malformed || (given !== undefined && given !== null && !isObject(given))) return INTERNAL_ERROR;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!OWN.has(name.toLowerCase())) headers[name.toLowerCase()] = String(value);
  }
  headers['content-type'] ??= 'text/plain;charset=utf-8';
  if (Array.isArray(cookies)) headers['set-cookie'] = cookies.map(String);
  return { status, headers, body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8') };
};
