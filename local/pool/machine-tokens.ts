import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../net/http.ts';
import type { Pools } from './api-parts.ts';
import type { UserPool } from './pool.ts';
import type { PoolClient } from './types.ts';

export const TOKEN_PATH = '/oauth2/token';
const MAX_BODY = 16 * 1024;

/** Whether a secret is the client's; compared in constant time, whatever its length. */
export const isSecret = (client: PoolClient, secret: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(client.secret ?? ''), digest(secret)) && client.secret !== undefined;
};

type Refused = {
  readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';
};

/** `POST /oauth2/token` of a pool's domain: tokens for programs by client credentials (RFC 6749, 4.4). */
export const serveMachineTokens =
  (pools: Pools) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams((await readBody(request, MAX_BODY)).toString('utf8'));
    const answer =
      request.method === 'POST'
        ? grant(form, request.headers.authorization, pools)
        : refused('invalid_request');
    sendJson(response, 'error' in answer ? 400 : 200, answer, {
      'cache-control': 'no-store',
      pragma: 'no-cache',
    });
  };

const refused = (error: Refused['error']): Refused => ({ error });

const grant = (form: URLSearchParams, authorization: string | undefined, pools: Pools) => {
  const given = credentialsOf(form, authorization);
  if (!given) return refused('invalid_request');
  const found = machineOf(pools, given.id);
  if (!found || !isSecret(found.client, given.secret)) return refused('invalid_client');
  if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type');
  const { client, pool } = found;
  const scopes = (form.get('scope') ?? '').split(' ').filter(Boolean);
  if (scopes.some((scope) => !client.scopes.includes(scope))) return refused('invalid_scope');
  const { accessToken } = pool.machineTokenOf(client, scopes.length > 0 ? scopes : client.scopes);
  return {
    access_token: accessToken,
    expires_in: Math.floor(client.accessTokenMs / 1000),
    token_type: 'Bearer',
  };
};

const machineOf = (
  pools: Pools,
  id: string,
): { readonly pool: UserPool; readonly client: PoolClient } | undefined =>
  pools()
    .flatMap((pool) => pool.clients().map((client) => ({ pool, client })))
    .find(({ client }) => client.machine && client.id === id);

/** From the `Authorization` header or, where there is none, from the form. */
const credentialsOf = (
  form: URLSearchParams,
  authorization: string | undefined,
): { readonly id: string; readonly secret: string } | undefined => {
  if (authorization === undefined) {
    const [id, secret] = [form.get('client_id'), form.get('client_secret')];
    return id === null || secret === null ? undefined : { id, secret };
  }
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
};
