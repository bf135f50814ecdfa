import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkJwt, claimsAsText, type PublishedKey } from '#local/gateway/jwt.ts';

const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x';
const NOW = Date.parse('2026-03-01T12:00:00Z');
const seconds = NOW / 1000;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publish = (key: KeyObject, kid: string): PublishedKey => ({ ...key.export({ format: 'jwk' }), kid });
const keys = [publish(rsa.publicKey, 'k1'), publish(other.publicKey, 'k2')];

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  iss: ISSUER,
  client_id: 'app',
  scope: 'kefu/api other',
  exp: seconds + 60,
  iat: seconds - 60,
  sub: 'u',
};
const make = (head: object, body: object, key = rsa.privateKey) => {
  const input = `${part(head)}.${part(body)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
};
const token = (change: object = {}, head: object = {}) =>
  make({ alg: 'RS256', kid: 'k1', ...head }, { ...claims, ...change });
const check = (identity: string | undefined, scopes: string[] = ['kefu/api']) =>
  checkJwt({
    authorizer: { identitySource: '$request.header.Authorization', issuer: ISSUER, audiences: ['app'] },
    scopes,
    identity,
    keys,
    nowMs: NOW,
  });

describe('the JWT authorizer', () => {
  it('grants a good token, with or without the word Bearer', () => {
    expect(check(`Bearer ${token()}`).kind).toBe('granted');
    expect(check(token())).toMatchObject({ kind: 'granted', claims: { sub: 'u' }, scopes: ['kefu/api'] });
  });

  it('takes aud before client_id, and any entry of a list', () => {
    expect(check(token({ aud: ['x', 'app'] })).kind).toBe('granted');
    expect(check(token({ aud: 'other' })).kind).toBe('unauthorized');
  });

  it('refuses with 403 only when everything but the scope is good', () => {
    expect(check(token({ scope: 'other' })).kind).toBe('forbidden');
    expect(check(token({ scope: undefined })).kind).toBe('forbidden');
    expect(check(token({ scope: 'other', exp: seconds - 1 })).kind).toBe('unauthorized');
  });

  const [head, body, signature] = token().split('.') as [string, string, string];
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
  const hmac = (secret: string | Buffer) => {
    const input = `${part({ alg: 'HS256', kid: 'k1' })}.${body}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const byEc = (() => {
    const input = `${part({ alg: 'ES256', kid: 'k1' })}.${body}`;
    return `${input}.${sign('sha256', Buffer.from(input), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  })();

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic dTpw'],
    ['Bearer twice', `Bearer ${token()}, Bearer ${token()}`],
    ['two words', `Bearer Bearer ${token()}`],
    ['no token after Bearer', 'Bearer '],
    ['alg none', `${part({ alg: 'none', kid: 'k1' })}.${body}.`],
    ['alg None with a signature', `${part({ alg: 'None', kid: 'k1' })}.${body}.${signature}`],
    ['alg nOnE', `${part({ alg: 'nOnE', kid: 'k1' })}.${body}.${signature}`],
    ['an empty alg', token({}, { alg: '' })],
    ['no alg', token({}, { alg: undefined })],
    ['an alg named like a property of every object', token({}, { alg: 'constructor' })],
    ['HS256 by the public key as PEM', hmac(pem)],
    ['HS256 by the public key without its last newline', hmac(pem.trim())],
    ['HS256 by the public key as DER', hmac(der)],
    ['ES256', byEc],
    ['PS256', token({}, { alg: 'PS256' })],
    ['a key that is not published', make({ alg: 'RS256', kid: 'k9' }, claims)],
    ['another published key than the one that signed', make({ alg: 'RS256', kid: 'k2' }, claims)],
    ['no kid', token({}, { kid: undefined })],
    ['a kid that is a path', token({}, { kid: '../../dev/null' })],
    ['a very long kid', token({}, { kid: 'k'.repeat(10_000) })],
    [
      'its own key in the header',
      make({ alg: 'RS256', kid: 'own', jwk: publish(other.publicKey, 'own') }, claims, other.privateKey),
    ],
    ['a critical extension', token({}, { crit: ['exp'], exp: 1 })],
    ['no signature', `${head}.${body}.`],
    ['two parts', `${head}.${body}`],
    ['five parts', `${head}.${body}.a.b.c`],
    ['a truncated signature', `${head}.${body}.${signature.slice(0, -8)}`],
    [
      'a flipped bit in the signature',
      `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    ],
    ['padding', `${head}.${body}.${signature}==`],
    ['the standard alphabet', `${head}.${body}.${signature.slice(0, -1)}+`],
    ['an edited payload', `${head}.${part({ ...claims, sub: 'admin' })}.${signature}`],
    ['a payload that is a list', make({ alg: 'RS256', kid: 'k1' }, [claims])],
    ['another issuer', token({ iss: 'https://evil.example' })],
    ['a look-alike issuer', token({ iss: `${ISSUER}/` })],
    ['another client', token({ client_id: 'other' })],
    ['no audience at all', token({ client_id: undefined })],
    ['expiry by one second', token({ exp: seconds - 1 })],
    ['expiry at this very instant', token({ exp: seconds })],
    ['no expiry', token({ exp: undefined })],
    ['an expiry as text', token({ exp: String(seconds + 60) })],
    ['nbf in the future', token({ nbf: seconds + 10 })],
    ['iat in the future', token({ iat: seconds + 10 })],
    ['a nested token', make({ alg: 'RS256', kid: 'k1', cty: 'JWT' }, { token: token() })],
    ['something of 100 kB', 'a'.repeat(100_000)],
  ])('refuses %s', (_name, identity) => {
    expect(check(identity).kind).toBe('unauthorized');
  });

  it('hands claims on as texts, lists in brackets', () => {
    expect(claimsAsText({ groups: ['a', 'b c'], exp: 5, flag: true, deep: { x: 1 } })).toEqual({
      groups: '[a b c]',
      exp: '5',
      flag: 'true',
      deep: '{"x":1}',
    });
  });
});
