import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Principal } from '#shared/app/ports.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Permission } from '#shared/domain/people/permissions.ts';
import {
  hasEnded,
  hasSecondFactor,
  isAdministrator,
  isFresh,
  isPrivileged,
  passwordIsOver,
  type Session,
} from '#shared/domain/people/sign-in.ts';

type Claims = Readonly<Record<string, unknown>>;

/** Whose tokens count, and what administrators have to show besides. */
export type TokenRules = {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Of which a token needs one. */
  readonly scopes: readonly string[];
  /** Who sees to a second factor: the user pool at every sign-in, an identity provider, or we for administrators. */
  readonly secondFactor: 'pool' | 'provider' | 'administrators';
  /** How old a sign-in may be for what only administrators may; `undefined`: as old as it likes. */
  readonly freshMs: number | undefined;
};

/** Who a verified token speaks for. */
export type Bearer = {
  readonly sub: string;
  /** The token was given to a program for itself. */
  readonly machine: boolean;
  readonly session: Session;
};

/** The verified claims that the gateway's authorizer passed on: texts, lists as `[a b]`. */
const claimsOf = (event: APIGatewayProxyEventV2): Claims | undefined =>
  (event.requestContext as { authorizer?: { jwt?: { claims?: Claims } } }).authorizer?.jwt?.claims;

const textOf = (claims: Claims, name: string): string | undefined => {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
/** One text, or the members of a list. */
const listOf = (claims: Claims, name: string): string[] => {
  const text = textOf(claims, name) ?? '';
  const members = /^\[(.*)\]$/.exec(text)?.[1];
  return (members === undefined ? [text] : members.split(' ')).filter(Boolean);
};
const instantOf = (claims: Claims, name: string): Instant | undefined => {
  const text = textOf(claims, name) ?? '';
  return /^\d{1,11}$/.test(text) ? Number(text) * 1000 : undefined;
};

/**
 * Who the access token speaks for. The gateway has checked signature, issuer, audience, times and scopes; all of it that the claims
 * show is checked here again, so that a mistake in the gateway's configuration opens nothing. Refuses with `unauthorized`.
 */
export const bearerOf = (
  event: APIGatewayProxyEventV2,
  rules: TokenRules | undefined,
  now: Instant,
): Bearer => {
  const claims = claimsOf(event) ?? {};
  const sub = textOf(claims, 'sub');
  if (sub === undefined || !/^[\w.:@-]{1,128}$/.test(sub)) throw new Refusal('unauthorized');
  const use = claims['token_use'];
  if (use !== undefined && use !== 'access') throw new Refusal('unauthorized');
  if (rules !== undefined && !isMeantForUs(claims, rules, now)) throw new Refusal('unauthorized');
  return {
    sub,
    machine: sub === claims['client_id'],
    session: {
      id: textOf(claims, 'origin_jti'),
      at: instantOf(claims, 'auth_time') ?? instantOf(claims, 'iat'),
      twoFactors: listOf(claims, 'amr').some((method) => method === 'otp' || method === 'mfa'),
    },
  };
};

const isMeantForUs = (claims: Claims, { issuer, audience, scopes }: TokenRules, now: Instant): boolean => {
  // Only a user pool says what a token is for; from a pool, one that doesn't say is none.
  const fromPool = issuer.startsWith('https://cognito-idp.');
  const clients = claims['aud'] === undefined ? [textOf(claims, 'client_id')] : listOf(claims, 'aud');
  return (
    claims['iss'] === issuer &&
    (!fromPool || claims['token_use'] === 'access') &&
    clients.some((client) => client !== undefined && audience.includes(client)) &&
    (textOf(claims, 'scope') ?? textOf(claims, 'scp') ?? '')
      .replace(/^\[(.*)\]$/, '$1')
      .split(' ')
      .some((scope) => scopes.includes(scope)) &&
    (instantOf(claims, 'exp') ?? 0) > now
  );
};

/** What a sign-in has to be worth on this route. */
type Asked = {
  readonly permission: Permission | 'public';
  readonly permissions: Iterable<Permission>;
  readonly passwordMaxAge: string | null;
  readonly now: Instant;
};

/** Refuses with `unauthorized` a sign-in that was ended everywhere. */
export const checkNotEnded = (principal: Principal | undefined, { session }: Bearer): void => {
  if (principal?.signIn && hasEnded(principal.signIn, session)) throw new Refusal('unauthorized');
};

/**
 * What a sign-in may do: without the second factor an administrator needs (`second_factor_required`), or with a password that is too old
 * (`password_expired`), only what concerns oneself; what is privileged only soon after the sign-in (`fresh_sign_in_required`). Programs are
 * asked for none of it.
 */
export const checkSignIn = (
  principal: Principal | undefined,
  { session, machine }: Bearer,
  rules: TokenRules | undefined,
  asked: Asked,
): void => {
  const { permission, now } = asked;
  if (machine || permission === 'self.read' || principal?.type !== 'user') return;
  const { signIn = {} } = principal;
  if (rules?.secondFactor !== 'provider' && passwordIsOver(signIn, asked.passwordMaxAge, now))
    throw new Refusal('password_expired');
  if (
    rules?.secondFactor === 'administrators' &&
    isAdministrator(asked.permissions) &&
    !hasSecondFactor(signIn, session)
  )
    throw new Refusal('second_factor_required');
  if (rules?.freshMs !== undefined && isPrivileged(permission) && !isFresh(session, rules.freshMs, now))
    throw new Refusal('fresh_sign_in_required');
};
