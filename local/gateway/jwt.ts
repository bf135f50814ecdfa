import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { isObject, type JsonObject, listOf, parsed } from '../net/json.ts';
import type { JwtAuthorizer } from './types.ts';

/** A public key of an issuer, as its JWKS document publishes it. */
export type PublishedKey = JsonWebKey & { readonly kid: string };

export type JwtVerdict =
  | { readonly kind: 'granted'; readonly claims: JsonObject; readonly scopes: readonly string[] }
  | { readonly kind: 'unauthorized'; readonly reason: string }
  | { readonly kind: 'forbidden'; readonly reason: string };

export type JwtInput = {
  readonly authorizer: JwtAuthorizer;
  /** Scopes of the route; one of them is enough. */
  readonly scopes: readonly string[];
  /** What stood at the identity source. */
  readonly identity: string | undefined;
  readonly keys: readonly PublishedKey[];
  readonly nowMs: number;
};

const ALGORITHMS: Readonly<Record<string, string>> = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512' };
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** The checks of an HTTP API's JWT authorizer in its order: token, signature by a published RSA key, issuer, audience, times, scopes. */
export const checkJwt = ({ authorizer, scopes, identity, keys, nowMs }: JwtInput): JwtVerdict => {
  if (!identity) return unauthorized('');
  const token = /^(?:bearer )?([^\s,]+)$/i.exec(identity)?.[1] ?? '';
  const parts = token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every((part) => canonicalBase64Url(part)))
    return unauthorized('the token is malformed');
  const [head, claims] = [decode(header), decode(payload)];
  if (!head || !claims) return unauthorized('the token is malformed');
  const hash = Object.hasOwn(ALGORITHMS, String(head['alg'])) ? ALGORITHMS[String(head['alg'])] : undefined;
  const key = keys.find((candidate) => candidate.kid === head['kid']);
  if (!hash || head['crit'] !== undefined) return unauthorized('the token has an unsupported algorithm');
  if (!key) return unauthorized('the token has an unknown key');
  if (
    !verify(hash, Buffer.from(`${header}.${payload}`), publicKey(key), Buffer.from(signature, 'base64url'))
  ) {
    return unauthorized('the token has an invalid signature');
  }
  const wrong = wrongClaim(claims, authorizer, nowMs / 1000);
  if (wrong) return unauthorized(wrong);
  const granted = scopesOf(claims);
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
    return { kind: 'forbidden', reason: 'insufficient_scope' };
  }
  return {
    kind: 'granted',
    claims,
    scopes: scopes.length > 0 ? scopes.filter((scope) => granted.includes(scope)) : [],
  };
};

const unauthorized = (reason: string): JwtVerdict => ({ kind: 'unauthorized', reason });

const wrongClaim = (
  claims: JsonObject,
  { issuer, audiences }: JwtAuthorizer,
  now: number,
): string | undefined => {
  const { iss, aud, client_id, exp, nbf, iat } = claims;
  if (iss !== issuer) return 'the issuer is not the expected one';
  const meant = aud === undefined ? listOf(client_id) : listOf(aud);
  if (!meant.some((one) => audiences.includes(String(one)))) return 'the audience is not the expected one';
  if (typeof exp !== 'number' || exp <= now) return 'the token has expired';
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= now)) return 'the token is not valid yet';
  // A token is issued in whole seconds; the second it was issued in has begun.
  if (iat !== undefined && !(typeof iat === 'number' && Math.floor(iat) <= now))
    return 'the token was issued in the future';
  return undefined;
};

const scopesOf = (claims: JsonObject): string[] => {
  const stated = claims['scope'] ?? claims['scp'];
  return typeof stated === 'string' ? stated.split(' ').filter(Boolean) : listOf(stated).map(String);
};

const decode = (part: string): JsonObject | undefined => {
  const value = parsed(Buffer.from(part, 'base64url').toString('utf8'));
  return isObject(value) ? value : undefined;
};

/** Refuses a second spelling of the same bytes: padding, other alphabets, bits beyond the end. */
const canonicalBase64Url = (part: string): boolean =>
  BASE64URL.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part;

const imported = new Map<string, KeyObject>();

const publicKey = (key: PublishedKey): KeyObject => {
  const id = `${key.kid}|${key.n}`;
  const known = imported.get(id) ?? createPublicKey({ key, format: 'jwk' });
  imported.set(id, known);
  return known;
};

/** Claims as an HTTP API hands them to a function: texts; lists as `[a b]`. */
export const claimsAsText = (claims: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? `[${value.map(String).join(' ')}]`
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value),
    ]),
  );
