import { timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Config } from '#shared/app/config.ts';
import type { Caller, Principal } from '#shared/app/ports.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Permission } from '#shared/domain/people/permissions.ts';
import { reachOf } from '#shared/domain/people/reach.ts';
import type { Session } from '#shared/domain/people/sign-in.ts';
import { headerOf } from './request.ts';

/** The viewer's address: from CloudFront when its secret came with it, else the gateway's. Headers that anyone can send don't count. */
export const addressOf = (event: APIGatewayProxyEventV2, originSecret: string | undefined): string => {
  const given = headerOf(event, 'x-origin-secret');
  const viewer = headerOf(event, 'cloudfront-viewer-address');
  if (
    originSecret !== undefined &&
    given !== undefined &&
    viewer !== undefined &&
    same(given, originSecret)
  ) {
    return viewer.replace(/:\d+$/, '').slice(0, 64);
  }
  return event.requestContext.http.sourceIp;
};

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** The caller as role, teams and status stand now: a disabled user's token is worth nothing. Refuses with `unauthorized`. */
export const callerOf = (principal: Principal | undefined, config: Config, session?: Session): Caller => {
  const role = principal && config.roles.get(principal.roleId);
  if (principal?.status !== 'active' || !role) throw new Refusal('unauthorized');
  return {
    type: principal.type,
    id: principal.id,
    role: principal.roleId,
    // Whoever can sign in may ask who they are.
    permissions: new Set<Permission>(['self.read', ...role.permissions]),
    ...reachOf(role, principal.teamIds, config.teams),
    ...(principal.formerIds === undefined ? {} : { formerIds: principal.formerIds }),
    reveal: new Set(role.reveal),
    ...(session?.id === undefined ? {} : { signInId: session.id }),
  };
};

/** Nobody signed in, known by the address only. */
export const visitor = (address: string): Caller => ({
  type: 'visitor',
  id: address,
  role: 'visitor',
  permissions: new Set(),
  scope: 'own',
  teamIds: [],
  reveal: new Set(),
});

/** Refuses with `forbidden` when the caller's role lacks the route's permission (A3). */
export const checkPermission = (caller: Caller, permission: Permission | 'public'): void => {
  if (permission !== 'public' && !caller.permissions.has(permission)) throw new Refusal('forbidden');
};
