import dns from 'node:dns';
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Call, Post } from '#shared/app/webhooks/ports.ts';
import { isAddress } from '#shared/domain/webhooks/address.ts';
import { type Attempt, type AttemptError, bodyOf } from '#shared/domain/webhooks/delivery.ts';
import { type AddressRules, hostOf, mayConnect, urlProblem } from '#shared/domain/webhooks/url.ts';
import { signedHeaders } from './sign.ts';

/** All of a call: finding the address, connecting, the answer. */
const TIMEOUT_MS = 10_000;
/** Nobody needs an answer longer than this; what follows is not read, and what was read is not kept. */
const MAX_ANSWER_BYTES = 65_536;
const MAX_HEADER_BYTES = 16_384;

type Address = { readonly address: string; readonly family: number };
type Ended = Pick<Attempt, 'responseStatus' | 'error'>;

/** How addresses are found and calls are made, told apart for tests. */
export type Wire = {
  resolve(host: string): Promise<readonly Address[]>;
  request(url: URL, options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest;
};

// Taken from the modules at each call: the local runtime puts its own in their place.
const wire: Wire = {
  resolve: (host) => dns.promises.lookup(host, { all: true }),
  request: (url, options, onAnswer) =>
    (url.protocol === 'https:' ? https : http).request(url, options, onAnswer),
};

/**
 * Calls webhooks. The host is looked up once, every address it leads to must be one of the public internet, and the connection goes to exactly these: a
 * name that changes between look and call leads nowhere else. No redirect is followed. `rules` say whether this machine itself may be called.
 */
export const webhookPost =
  (rules: AddressRules, { resolve, request }: Wire = wire, timeoutMs = TIMEOUT_MS): Post =>
  async (call) => {
    const begun = performance.now();
    const signal = AbortSignal.timeout(timeoutMs);
    const ended = await end(call);
    return { at: call.at, ...ended, durationMs: Math.round(performance.now() - begun) };

    async function end({ url, event, secrets, at }: Call): Promise<Ended> {
      if (urlProblem(url, rules) !== undefined) return { error: 'address' };
      const target = new URL(url);
      const found = await addressesOf(target, resolve, signal);
      if ('error' in found) return found;
      const { addresses } = found;
      if (!addresses.every(({ address }) => mayConnect(address, rules))) return { error: 'address' };
      const body = Buffer.from(bodyOf(event));
      const headers = {
        'content-type': 'application/json',
        'content-length': String(body.length),
        'user-agent': 'Kefu-Webhooks/1',
        ...signedHeaders(event.id, at, body.toString(), secrets),
      };
      return send(
        (onAnswer) =>
          request(
            target,
            {
              method: 'POST',
              headers,
              agent: false,
              lookup: only(addresses),
              maxHeaderSize: MAX_HEADER_BYTES,
              signal,
            },
            onAnswer,
          ),
        body,
        signal,
      );
    }
  };

/** The addresses of a host; a literal one is its own. */
const addressesOf = async (
  url: URL,
  resolve: Wire['resolve'],
  signal: AbortSignal,
): Promise<{ readonly addresses: readonly Address[] } | { readonly error: AttemptError }> => {
  const host = hostOf(url);
  if (isAddress(host)) return { addresses: [{ address: host, family: host.includes(':') ? 6 : 4 }] };
  try {
    const addresses = await Promise.race([resolve(host), aborted(signal)]);
    return addresses.length > 0 ? { addresses } : { error: 'name' };
  } catch (error) {
    return { error: signal.aborted ? 'timeout' : errorOf(error, 'name') };
  }
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('too late')), { once: true });
  });

/** A connection asks for the host's addresses again: it gets those that were looked at. */
const only =
  (addresses: readonly Address[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };

/** The status is the answer, however the rest of it ends. */
const send = (
  open: (onAnswer: (answer: IncomingMessage) => void) => ClientRequest,
  body: Buffer,
  signal: AbortSignal,
): Promise<Ended> =>
  new Promise((resolve) => {
    let answered: Ended | undefined;
    const end = (otherwise: AttemptError): void => resolve(answered ?? { error: otherwise });
    const request = open((answer) => {
      answered = { responseStatus: answer.statusCode ?? 0 };
      let read = 0;
      answer.on('data', (part: Buffer) => {
        read += part.length;
        if (read > MAX_ANSWER_BYTES) answer.destroy();
      });
      answer.on('error', () => end('connection'));
      answer.on('close', () => end('connection'));
    });
    request.on('error', (error) => end(signal.aborted ? 'timeout' : errorOf(error, 'connection')));
    request.on('close', () => end('connection'));
    request.end(body);
  });

const errorOf = (error: unknown, otherwise: AttemptError): AttemptError => {
  const code = String((error as { code?: unknown }).code ?? '');
  if (['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'].includes(code)) return 'name';
  return /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code) ? 'tls' : otherwise;
};
