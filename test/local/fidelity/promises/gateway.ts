import type { Promised } from './types.ts';

const guide = 'Amazon API Gateway developer guide';
const stack = 'test/local/stack.test.ts';
const jwt = 'test/local/gateway/jwt.test.ts';
const reply = 'test/local/gateway/reply.test.ts';
const routes = 'test/local/gateway/routes.test.ts';

export const gatewayPromises: readonly Promised[] = [
  {
    service: 'API Gateway',
    source: `${guide}, http-api-develop-integrations-lambda.md`,
    file: stack,
    shown: {
      'payload 2.0: lower-case headers, joined duplicates, cookies apart, rawPath as it came':
        'hands a request on in payload format 2.0',
      'bodies that are no text come in base64': 'hands bodies of other types than text on as base64',
      'a function that fails is 500 in the words of the gateway':
        'answers as the gateway does when a function fails, and leads the unknown to the default route',
    },
  },
  {
    service: 'API Gateway',
    source: `${guide}, http-api-develop-integrations-lambda.md, response format`,
    file: reply,
    shown: {
      'a result without a status is 200 and JSON': 'without a status is 200 and JSON',
      'status, headers, cookies and base64 are followed':
        'keeps status, headers in lower case, cookies, and bytes in base64',
      'a malformed result is 500': 'is 500 for %j',
    },
  },
  {
    service: 'API Gateway',
    source: `${guide}, http-api-quotas.md`,
    file: stack,
    shown: {
      'a request holds 10 MB': 'refuses more than 10 MB with 413',
      'headers hold 10,240 bytes': 'refuses headers of more than 10,240 bytes with 431',
    },
  },
  {
    service: 'API Gateway',
    source: `${guide}, http-api-throttling.md`,
    file: reply,
    shown: { 'a burst, then the rate': 'throttles to the burst and then to the rate' },
  },
  {
    service: 'API Gateway',
    source: `${guide}, http-api-cors.md`,
    file: stack,
    shown: { 'preflights need no token': 'answers preflights without a token' },
  },
  {
    service: 'API Gateway',
    source: `${guide}, http-api-develop-routes.md`,
    file: routes,
    shown: {
      'the most specific route wins, in whatever order they are declared':
        'does not depend on the order in which routes are declared',
      'a greedy parameter takes the rest of the path':
        'fills in parameters, the greedy one with the rest of the path',
    },
  },
  {
    service: 'API Gateway',
    source: `${guide}, http-api-jwt-authorizer.md`,
    file: jwt,
    shown: {
      'Bearer may be left out': 'grants a good token, with or without the word Bearer',
      'aud counts, else client_id': 'takes aud before client_id, and any entry of a list',
      'one of the scopes of the route, checked last; without it 403':
        'refuses with 403 only when everything but the scope is good',
      'claims are texts, a list stands in brackets': 'hands claims on as texts, lists in brackets',
      'RSA only: no symmetric key': 'refuses %s | HS256 by the public key as PEM',
      'RSA only: no elliptic curve': 'refuses %s | ES256',
      'RSA only: not unsigned': 'refuses %s | alg none',
      'kid names a published key': 'refuses %s | a key that is not published',
      'iss is the issuer exactly': 'refuses %s | a look-alike issuer',
      'exp lies ahead': 'refuses %s | expiry at this very instant',
      'nbf lies behind': 'refuses %s | nbf in the future',
      'iat lies behind': 'refuses %s | iat in the future',
    },
  },
];
