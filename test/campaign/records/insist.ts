import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from '#test/support/local-stack.ts';
import { add, type Field } from './field.ts';

/** A final answer, and how often it was asked for. */
export type Insisted = Reply & { readonly attempts: number };

export type Request = {
  readonly user: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a POST: the same for all attempts; drawn where none is given. */
  readonly key?: string;
};

const MOST_ATTEMPTS = 25;
/** How the waits between attempts grow: 10, 20, 40 … at the most 320 ms, half of it by chance. Real clients wait longer. */
const waitMs = (attempt: number): number => (5 + Math.random() * 5) * 2 ** Math.min(attempt, 5);

const isFinal = ({ status }: Reply): boolean => status < 500 && status !== 429;

type Fate = 'fine' | 'neverSent' | 'cutOff' | 'unheard' | 'workerDies';
const fates: readonly Fate[] = ['neverSent', 'cutOff', 'unheard', 'workerDies'];

/** One attempt, or nothing when its answer did not come back. */
const attempt = async (
  field: Field,
  request: Request,
  key: string,
  fate: Fate,
): Promise<Reply | undefined> => {
  const { journey, trouble, random } = field;
  const { user, method = 'POST', path, body, headers = {} } = request;
  if (fate === 'neverSent') return undefined;
  if (fate === 'workerDies')
    trouble.killNext(/-http-/, 1 + random.below(3), random.next() < 0.5 ? 'before' : 'after');
  const gone = fate === 'cutOff' ? AbortSignal.timeout(1 + random.below(25)) : undefined;
  try {
    const response = await fetch(journey.stack.address + path, {
      method,
      headers: {
        authorization: `Bearer ${await journey.tokenOf(user)}`,
        ...(method === 'POST' ? { 'idempotency-key': key } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(gone ? { signal: gone } : {}),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    const reply: Reply = {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
    };
    return fate === 'unheard' ? undefined : reply;
  } catch (error) {
    if (gone?.aborted) return undefined;
    throw error;
  }
};

/**
 * Asks again, under the same key, until there is a final answer. A share of the attempts goes wrong: the request never leaves, the connection
 * is cut while it is answered, the answer is not heard, the worker dies at one of its next calls. Throws when there is no end to it.
 */
export const insist = async (field: Field, request: Request, faults = 0): Promise<Insisted> => {
  const key = request.key ?? randomUUID();
  for (let n = 1; n <= MOST_ATTEMPTS; n++) {
    const isFaulty = field.random.next() < faults;
    const fate = isFaulty ? (field.random.pick(fates) ?? 'fine') : 'fine';
    add(field, 'attempts');
    if (isFaulty) add(field, 'attempts gone wrong');
    const reply = await attempt(field, request, key, fate);
    if (reply && isFinal(reply)) return { ...reply, attempts: n };
    await pause(waitMs(n));
  }
  throw new Error(`no answer: ${request.method ?? 'POST'} ${request.path}`);
};

/** As `insist`, where only success is an answer. */
export const done = async (field: Field, request: Request, faults = 0): Promise<Insisted> => {
  const reply = await insist(field, request, faults);
  if (reply.status >= 300)
    throw new Error(
      `${request.method ?? 'POST'} ${request.path}: ${reply.status} ${JSON.stringify(reply.body)}`,
    );
  return reply;
};

export const idOf = ({ body }: Reply): string => (body as { id: string }).id;
