import type { Coverage } from './entry.ts';

/** 4.3: the tokens of the list, each by the names it has in the set (`test/support/forged-tokens.ts`). */
const set: readonly (readonly [what: string, ...names: readonly string[]])[] = [
  ['alg none', 'alg none without a signature', 'alg none with the good signature'],
  ['alg None', 'alg None'],
  ['alg nOnE', 'alg nOnE'],
  ['alg empty', 'alg empty', 'no alg'],
  ['HS256 with the public key, PEM', 'HS256 with the public key as PEM'],
  ['HS256 with the public key, DER', 'HS256 with the public key as DER'],
  ['HS256 with the public key, line break', 'HS256 with the public key as PEM without its last line break'],
  ['RS256 with another key', 'RS256 with another key under the known name'],
  ['ES256', 'ES256 with a key of their own'],
  ['PS256', 'PS256 in the header'],
  ['kid missing', 'no kid'],
  ['kid unknown', 'an unknown kid'],
  ['kid a path', 'a kid that is a path'],
  ['kid SQL', 'a kid that is SQL'],
  ['kid a URL', 'a kid that is an address'],
  ['kid of 10 kB', 'a kid of 10 kB'],
  ['jku', 'a key set named in the header (jku)'],
  ['x5u', 'a certificate named in the header (x5u)'],
  ['jwk', 'its own key in the header (jwk)'],
  ['x5c', 'its own certificate in the header (x5c)'],
  ['signature stripped', 'no signature', 'two parts'],
  ['signature truncated', 'a signature cut short'],
  ['signature with a flipped bit', 'a signature with a flipped bit'],
  ['signature spelled otherwise', 'a signature in another spelling of the same bytes'],
  ['payload edited', 'a changed payload under the old signature'],
  ['expired by a second', 'expired for one second'],
  ['expired by a year', 'expired for a year'],
  ['nbf in the future', 'not valid before tomorrow'],
  ['iat in the future', 'issued tomorrow'],
  ['wrong issuer', 'another issuer', 'no issuer'],
  ['look-alike issuer', 'a look-alike issuer with a slash'],
  ['another user pool', 'another user pool'],
  ['wrong audience or client', 'another client', 'another audience beside the right client'],
  ['ID token', 'an identity token', 'an access token that says it is an identity token'],
  ['refresh token', 'a refresh token'],
  ['missing scope', 'no scope', 'a token without our scope'],
  ['claim of a tenant', 'nobody of another organisation'],
  ['group with a space', 'nobody in a group with spaces and brackets'],
  ['group with a bracket', 'nobody in a group whose name closes the list'],
  ['revoked person', 'of a disabled person'],
  ['revoked sign-in', 'of a sign-in that was ended everywhere'],
  ['token in the query', 'a good token in the query'],
  ['JWE', 'an encrypted token (JWE)'],
  ['nested JWT', 'a token in a token'],
  ['100 kB', 'a token of 100 kB'],
];

const file = 'test/support/forged-tokens.ts';

export const tokenCoverage: Coverage = Object.fromEntries(
  set.map(([what, ...names], n) => [
    `T${String(n + 1).padStart(2, '0')}`,
    { what, by: names.map((test) => ({ file, test })) },
  ]),
);
