import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  sign,
} from 'node:crypto';

/** What a forger has: a good token, the published key, the issuer's private key for claims that only a fault of the issuer could sign, and other people's tokens. */
export type Forgery = {
  readonly good: string;
  readonly idToken: string;
  readonly refreshToken: string;
  readonly withoutScope: string;
  readonly disabled: string;
  readonly signedOut: string;
  readonly key: KeyObject;
  readonly kid: string;
  /** In ms since 1970, by the clock of the system. */
  readonly now: number;
};

export type Attempt = {
  readonly name: string;
  readonly expected: number;
  readonly authorization?: string;
  readonly query?: string;
};

type Json = Record<string, unknown>;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const DAY = 86_400;

/** Every token of the set, each with the status it must be answered with. */
export const forgedTokens = (given: Forgery): readonly Attempt[] => {
  const [head = '', body = '', signature = ''] = given.good.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Json;
  const now = Math.floor(given.now / 1000);
  const header = { alg: 'RS256', kid: given.kid, typ: 'JWT' };
  const rsa = (key: KeyObject, h: Json, b: unknown, hash = 'sha256'): string => {
    const input = `${part(h)}.${part(b)}`;
    return `${input}.${sign(hash, Buffer.from(input), key).toString('base64url')}`;
  };
  /** Signed by the issuer's own key: only the claims are wrong. */
  const claiming = (change: Json): string => rsa(given.key, header, { ...claims, ...change });
  const heading = (change: Json): string => rsa(given.key, { ...header, ...change }, claims);
  const pem = createPublicKey(given.key).export({ type: 'spki', format: 'pem' }) as string;
  const der = createPublicKey(given.key).export({ type: 'spki', format: 'der' });
  const hmac = (secret: string | Buffer, hash = 'sha256', alg = 'HS256'): string => {
    const input = `${part({ ...header, alg })}.${body}`;
    return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
  };
  const published = { ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' };
  const ecToken = `${part({ ...header, alg: 'ES256' })}.${body}`;
  const bit = (text: string, at: number): string =>
    text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
  const nested = `${part({ ...header, cty: 'JWT' })}.${Buffer.from(given.good).toString('base64url')}`;
  const jwe = [
    part({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: given.kid }),
    publicEncrypt(createPublicKey(given.key), Buffer.alloc(32, 1)).toString('base64url'),
    Buffer.alloc(12).toString('base64url'),
    Buffer.from(given.good).toString('base64url'),
    Buffer.alloc(16).toString('base64url'),
  ].join('.');
  const nobody = { sub: '00000000-0000-8000-a000-000000000000' };

  const refused: Readonly<Record<string, string>> = {
    'alg none without a signature': `${part({ ...header, alg: 'none' })}.${body}.`,
    'alg none with the good signature': `${part({ ...header, alg: 'none' })}.${body}.${signature}`,
    'alg None': `${part({ ...header, alg: 'None' })}.${body}.${signature}`,
    'alg nOnE': `${part({ ...header, alg: 'nOnE' })}.${body}.${signature}`,
    'alg empty': heading({ alg: '' }),
    'no alg': heading({ alg: undefined }),
    'HS256 with the public key as PEM': hmac(pem),
    'HS256 with the public key as PEM without its last line break': hmac(pem.trimEnd()),
    'HS256 with the public key as DER': hmac(der),
    'HS512 with the public key': hmac(pem, 'sha512', 'HS512'),
    'HS256 with the modulus': hmac(String(createPublicKey(given.key).export({ format: 'jwk' }).n)),
    'RS256 with another key under the known name': rsa(own.privateKey, header, claims),
    'RS512 in the header, signed with SHA-256': heading({ alg: 'RS512' }),
    'ES256 with a key of their own': `${ecToken}.${sign('sha256', Buffer.from(ecToken), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`,
    'PS256 in the header': heading({ alg: 'PS256' }),
    'no kid': heading({ kid: undefined }),
    'an unknown kid': heading({ kid: 'unknown' }),
    'a kid that is a path': heading({ kid: '../../../../dev/null' }),
    'a kid that is SQL': heading({ kid: "x' UNION SELECT 'secret' --" }),
    'a kid that is an address': heading({ kid: 'https://evil.example/jwks.json' }),
    'a kid of all objects': heading({ kid: '__proto__' }),
    'a kid that is a list': heading({ kid: [given.kid] }),
    'a key set named in the header (jku)': rsa(
      own.privateKey,
      { ...header, kid: 'own', jku: 'https://evil.example/jwks.json' },
      claims,
    ),
    'a certificate named in the header (x5u)': rsa(
      own.privateKey,
      { ...header, kid: 'own', x5u: 'https://evil.example/cert.pem' },
      claims,
    ),
    'its own key in the header (jwk)': rsa(own.privateKey, { ...header, kid: 'own', jwk: published }, claims),
    'its own certificate in the header (x5c)': rsa(
      own.privateKey,
      { ...header, kid: 'own', x5c: [Buffer.from(pem).toString('base64')] },
      claims,
    ),
    'a critical extension nobody knows': heading({ crit: ['b64'], b64: false }),
    'no signature': `${head}.${body}.`,
    'two parts': `${head}.${body}`,
    'four parts': `${given.good}.x`,
    'a signature cut short': `${head}.${body}.${signature.slice(0, -4)}`,
    'a signature with a flipped bit': `${head}.${body}.${bit(signature, 10)}`,
    'a signature in another spelling of the same bytes': `${head}.${body}.${signature}==`,
    'a signature with a line break': `${head}.${body}.${signature.slice(0, 20)}%0A${signature.slice(20)}`,
    'a changed payload under the old signature': `${head}.${part({ ...claims, username: 'admin' })}.${signature}`,
    'a changed header under the old signature': `${part({ ...header, x: 1 })}.${body}.${signature}`,
    'a payload that is a list': rsa(given.key, header, [claims]),
    'a payload that is no JSON': `${head}.${Buffer.from('{"sub":').toString('base64url')}.${signature}`,
    'expired for one second': claiming({ exp: now - 1 }),
    'expired for a year': claiming({ exp: now - 365 * DAY }),
    'no expiry': claiming({ exp: undefined }),
    'an expiry as text': claiming({ exp: String(now + 900) }),
    'not valid before tomorrow': claiming({ nbf: now + DAY }),
    'issued tomorrow': claiming({ iat: now + DAY }),
    'another issuer': claiming({ iss: 'https://evil.example' }),
    'a look-alike issuer with a slash': claiming({ iss: `${String(claims['iss'])}/` }),
    'a look-alike issuer in capitals': claiming({ iss: String(claims['iss']).toUpperCase() }),
    'another user pool': claiming({ iss: String(claims['iss']).replace(/_\w+$/, '_AAAAAAAAA') }),
    'no issuer': claiming({ iss: undefined }),
    'another client': claiming({ client_id: 'another-client' }),
    'another audience beside the right client': claiming({ aud: 'another-client' }),
    'a client that only begins alike': claiming({ client_id: `${String(claims['client_id'])} x` }),
    'no client at all': claiming({ client_id: undefined }),
    'an access token that says it is an identity token': claiming({ token_use: 'id' }),
    'a token that doesn’t say what it is for': claiming({ token_use: undefined }),
    'a refresh token': given.refreshToken,
    'no subject': claiming({ sub: undefined }),
    'an empty subject': claiming({ sub: '' }),
    'a list of subjects': claiming({ sub: [claims['sub'], 'x'] }),
    'an object as subject': claiming({ sub: { id: claims['sub'] } }),
    'a subject of all objects': claiming({ sub: '__proto__' }),
    'a subject that is a key of the table': claiming({ sub: `${String(claims['sub'])}#A` }),
    'a subject that is nobody': claiming(nobody),
    'nobody in a group of administrators': claiming({ ...nobody, 'cognito:groups': ['admin'] }),
    'nobody in a group whose name closes the list': claiming({ ...nobody, 'cognito:groups': 'x] [admin' }),
    'nobody in a group with spaces and brackets': claiming({
      ...nobody,
      'cognito:groups': ['a b', '[admin]'],
    }),
    'nobody with the name and the role of an administrator': claiming({
      ...nobody,
      username: 'admin',
      role: 'admin',
      permissions: ['users.write'],
    }),
    'nobody of another organisation': claiming({
      ...nobody,
      tenant: 'another',
      'custom:tenant': ['main', 'another'],
    }),
    'of a disabled person': given.disabled,
    'of a sign-in that was ended everywhere': given.signedOut,
    'an encrypted token (JWE)': jwe,
    'a token in a token': `${nested}.${sign('sha256', Buffer.from(nested), given.key).toString('base64url')}`,
    'twice the same': `${given.good},${given.good}`,
  };
  return [
    ...Object.entries(refused).map(([name, token]) => ({
      name,
      expected: 401,
      authorization: `Bearer ${token}`,
    })),
    { name: 'no token', expected: 401 },
    { name: 'an empty token', expected: 401, authorization: 'Bearer ' },
    {
      name: 'another scheme',
      expected: 401,
      authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}`,
    },
    { name: 'the word twice', expected: 401, authorization: `Bearer Bearer ${given.good}` },
    {
      name: 'a good token in the query',
      expected: 401,
      query: `?access_token=${given.good}&token=${given.good}`,
    },
    // It has no scope, and that is what the gateway looks at.
    { name: 'an identity token', expected: 403, authorization: `Bearer ${given.idToken}` },
    { name: 'a token without our scope', expected: 403, authorization: `Bearer ${given.withoutScope}` },
    {
      name: 'a scope that only contains ours',
      expected: 403,
      authorization: `Bearer ${claiming({ scope: 'xkefu/api kefu/api2' })}`,
    },
    { name: 'no scope', expected: 403, authorization: `Bearer ${claiming({ scope: undefined })}` },
    {
      name: 'a kid of 10 kB',
      expected: 431,
      authorization: `Bearer ${heading({ kid: 'k'.repeat(10_000) })}`,
    },
    {
      name: 'a token of 100 kB',
      expected: 431,
      authorization: `Bearer ${claiming({ x: 'x'.repeat(75_000) })}`,
    },
  ];
};

/** The private key of a pool and the name it is published under. */
export const keyOf = (pem: string, kid: string): { key: KeyObject; kid: string } => ({
  key: createPrivateKey(pem),
  kid,
});
