import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createTeam } from '#shared/app/people/create-team.ts';
import { getRole } from '#shared/app/people/get-role.ts';
import type { Principal } from '#shared/app/ports.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';
import { settingsRoutes } from '#shared/contracts/settings.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type Permission, permissions } from '#shared/domain/people/permissions.ts';
import {
  type Bearer,
  bearerOf,
  checkNotEnded,
  checkSignIn,
  type TokenRules,
} from '#shared/runtime/http/bearer.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const seconds = (ms: number) => String(Math.floor(ms / 1000));
const rules: TokenRules = {
  issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc',
  audience: ['staff', 'machine'],
  scopes: ['kefu/api', 'aws.cognito.signin.user.admin'],
  secondFactor: 'administrators',
  freshMs: 600_000,
};
const good = {
  sub: '5a3f0c1e-7b2d-4c6a-9e10-000000000001',
  iss: rules.issuer,
  client_id: 'staff',
  token_use: 'access',
  scope: 'aws.cognito.signin.user.admin',
  auth_time: seconds(NOW - 60_000),
  iat: seconds(NOW - 60_000),
  exp: seconds(NOW + 840_000),
  origin_jti: 'sign-in-1',
};
const eventOf = (claims: unknown, routeKey = 'GET /v1/roles/{id}'): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    routeKey,
    rawPath: '/',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      requestId: 'req-1',
      http: { method: 'GET', path: '/', sourceIp: '192.0.2.1' },
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }),
    },
  }) as unknown as APIGatewayProxyEventV2;
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

const forged: Readonly<Record<string, unknown>> = {
  'no authorizer at all': undefined,
  'no claims': {},
  'no subject': { ...good, sub: undefined },
  'an empty subject': { ...good, sub: '' },
  'a subject that is a list': { ...good, sub: ['a'] },
  'a list as the gateway writes it': { ...good, sub: '[a b]' },
  'a subject with a separator of keys': { ...good, sub: 'a#A' },
  'a very long subject': { ...good, sub: 'a'.repeat(129) },
  'an identity token': { ...good, token_use: 'id' },
  'no use': { ...good, token_use: undefined },
  'a use in capitals': { ...good, token_use: 'ACCESS' },
  'another issuer': { ...good, iss: 'https://evil.example' },
  'a look-alike issuer': { ...good, iss: `${rules.issuer}/` },
  'no issuer': { ...good, iss: undefined },
  'another pool': { ...good, iss: rules.issuer.replace('abc', 'xyz') },
  'another client': { ...good, client_id: 'other' },
  'no client': { ...good, client_id: undefined },
  'a client among others in one text': { ...good, client_id: 'other staff' },
  'an audience that is not ours': { ...good, aud: 'other' },
  'an audience with ours inside a text': { ...good, aud: 'other staff' },
  'an empty audience': { ...good, aud: '' },
  'no scope': { ...good, scope: undefined },
  'another scope': { ...good, scope: 'openid email' },
  'a scope that begins like ours': { ...good, scope: 'kefu/apix' },
  'an end that has passed': { ...good, exp: seconds(NOW - 1000) },
  'an end at this very second': { ...good, exp: seconds(NOW) },
  'no end': { ...good, exp: undefined },
  'an end that is no number': { ...good, exp: 'never' },
};

describe('claims that reach a function', () => {
  it.each(Object.entries(forged))(
    'are refused with %s, even if the gateway let them pass',
    (_name, claims) => {
      expect(codeOf(() => bearerOf(eventOf(claims), rules, NOW))).toBe('unauthorized');
    },
  );

  it.each(Object.entries(forged))('with %s never reach the table', async (_name, claims) => {
    let reached = false;
    const edge: Edge = {
      store: {
        open: () => {
          reached = true;
          throw new Error('reached');
        },
        commit: async () => undefined,
        reader: { get: async () => ({ one: () => undefined }) },
        lists: {} as Edge['store']['lists'],
      },
      rates: undefined,
      keyring: keyringOf('a secret of at least thirty-two characters'),
      publicUrl: 'https://desk.example.com',
      originSecret: undefined,
      tokens: { ...rules, issuer: rules.issuer },
    };
    const handler = httpHandler(
      {
        'GET /v1/roles/{id}': bound(peopleRoutes['people/get-role'], getRole),
        'POST /v1/teams': bound(peopleRoutes['people/create-team'], createTeam),
      },
      async () => edge,
    );
    // The clock of this machine is past the claims' end or before their beginning; only the forgery may decide.
    const later = seconds(Date.now() + 600_000);
    const shown = { ...(claims as Record<string, unknown> | undefined) };
    const present = claims && { ...shown, ...(shown['exp'] === good.exp ? { exp: later } : {}) };
    for (const routeKey of ['GET /v1/roles/{id}', 'POST /v1/teams']) {
      const answer = (await handler(
        eventOf(present, routeKey),
        {} as Context,
      )) as APIGatewayProxyStructuredResultV2;
      expect([answer.statusCode, JSON.parse(answer.body ?? '{}').code, reached]).toEqual([
        401,
        'unauthorized',
        false,
      ]);
    }
  });

  it('are taken from the pool, from a provider with an audience, and from a program', () => {
    const provider = { ...rules, issuer: 'https://login.example.cn/kefu', audience: ['kefu'] };
    const theirs = {
      ...good,
      iss: provider.issuer,
      client_id: undefined,
      token_use: undefined,
      aud: '[account kefu]',
      scope: 'openid kefu/api',
    };
    const machine = { ...good, sub: 'machine', client_id: 'machine', scope: 'kefu/api' };

    expect(bearerOf(eventOf(good), rules, NOW)).toEqual({
      sub: good.sub,
      machine: false,
      session: { id: 'sign-in-1', at: NOW - 60_000, twoFactors: false },
    });
    expect(bearerOf(eventOf(theirs), provider, NOW)).toMatchObject({ sub: good.sub, machine: false });
    expect(bearerOf(eventOf(machine), rules, NOW)).toMatchObject({ sub: 'machine', machine: true });
  });
});

const principal: Principal = {
  sub: good.sub,
  type: 'user',
  id: 'usr_1',
  roleId: 'admin',
  teamIds: [],
  status: 'active',
};
const session = (over: Partial<Bearer['session']> = {}, machine = false): Bearer => ({
  sub: good.sub,
  machine,
  session: { id: 'sign-in-1', at: NOW - 60_000, twoFactors: true, ...over },
});
const check = (
  bearer: Bearer,
  over: {
    permission?: Permission;
    of?: Principal;
    age?: string | null;
    with?: TokenRules;
    may?: readonly Permission[];
  } = {},
) =>
  codeOf(() =>
    checkSignIn(over.of ?? principal, bearer, over.with ?? rules, {
      permission: over.permission ?? 'users.write',
      permissions: over.may ?? permissions,
      passwordMaxAge: over.age ?? null,
      now: NOW,
    }),
  );

describe('what only administrators may', () => {
  it('asks for a sign-in of at most ten minutes ago', () => {
    const ago = (text: number) => check(session({ at: NOW - text }));
    expect([ago((9 * 60 + 59) * 1000), ago(600_000), ago((10 * 60 + 1) * 1000)]).toEqual([
      'accepted',
      'accepted',
      'fresh_sign_in_required',
    ]);
    expect(check(session({ at: undefined }))).toBe('fresh_sign_in_required');
    expect(check(session({ at: NOW - 700_000 }), { with: { ...rules, freshMs: undefined } })).toBe(
      'accepted',
    );
  });

  it('does not ask for it where something is only read, nor of a program', () => {
    const old = { at: NOW - 700_000 };
    expect(check(session(old), { permission: 'users.read' })).toBe('accepted');
    expect(check(session({ ...old, twoFactors: false }, true))).toBe('accepted');
  });

  it('covers every route that writes users, roles and settings', () => {
    const routes = [...Object.values(peopleRoutes), ...Object.values(settingsRoutes)].filter(
      ({ method, permission }) => method !== 'GET' && /^(users|roles|settings)\./.test(permission),
    );
    const old = session({ at: NOW - 700_000 });
    expect(routes.length).toBeGreaterThan(8);
    for (const { permission } of routes)
      expect(check(old, { permission: permission as Permission })).toBe('fresh_sign_in_required');
  });

  it('asks for a second factor, by the token or as the pool has confirmed for this sign-in', () => {
    const bare = session({ twoFactors: false });
    const confirmed = { ...principal, signIn: { confirmed: ['sign-in-0', 'sign-in-1'] } };
    expect(check(bare)).toBe('second_factor_required');
    expect(check(bare, { of: confirmed })).toBe('accepted');
    expect(check(session({ twoFactors: false, id: 'sign-in-2' }), { of: confirmed })).toBe(
      'second_factor_required',
    );
    expect(check(session({ twoFactors: false, id: undefined }), { of: confirmed })).toBe(
      'second_factor_required',
    );
    for (const secondFactor of ['pool', 'provider'] as const)
      expect(check(bare, { with: { ...rules, secondFactor } })).toBe('accepted');
  });

  it('asks nothing of people who may none of it', () => {
    expect(check(session({ twoFactors: false }), { permission: 'tickets.read', may: ['tickets.read'] })).toBe(
      'accepted',
    );
  });
});

describe('a sign-in', () => {
  it('is over with its end, to the second', () => {
    const ended = { ...principal, signIn: { endedAt: NOW + 400 } };
    const began = (at: number | undefined) => codeOf(() => checkNotEnded(ended, session({ at })));
    expect([began(NOW - 1000), began(NOW), began(NOW + 1000), began(undefined)]).toEqual([
      'unauthorized',
      'unauthorized',
      'accepted',
      'unauthorized',
    ]);
  });

  it('with a password that is too old serves for nothing but oneself, unless passwords are somebody else’s', () => {
    const of = { ...principal, signIn: { passwordSince: NOW - 90 * 86_400_000 } };
    expect(check(session(), { of, age: 'P90D', permission: 'tickets.read' })).toBe('password_expired');
    expect(check(session(), { of, age: 'P91D', permission: 'tickets.read' })).toBe('accepted');
    expect(check(session(), { of, age: null, permission: 'tickets.read' })).toBe('accepted');
    expect(check(session(), { of, age: 'P90D', permission: 'self.read' })).toBe('accepted');
    expect(check(session(), { of, age: 'P90D', with: { ...rules, secondFactor: 'provider' } })).toBe(
      'accepted',
    );
  });
});
