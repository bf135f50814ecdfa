import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { laterPaths } from '#shared/contracts/later.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { EdgeRefusal } from '#shared/runtime/http/problem.ts';
import { once } from '#shared/runtime/once.ts';

/** Method and path template of a route. */
export type Address = readonly [method: string, path: string];

const MAX_ADDRESS = 8192;

/** `/v1/tickets/{id}` as a pattern of one path segment for each parameter. */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`);

const later = once(() => laterPaths.map(patternOf));

/** Answers what none of these routes does: 405 where the path has other methods, `not_implemented` where later work will have it, else not found. */
export const catchAll = (routes: readonly Address[]) => {
  const known = once(() => routes.map(([method, path]) => ({ method, pattern: patternOf(path) })));
  return ({ rawPath, rawQueryString }: APIGatewayProxyEventV2): never => {
    if (rawPath.length + rawQueryString.length > MAX_ADDRESS) throw new EdgeRefusal('uri_too_long');
    const methods = known().flatMap(({ method, pattern }) => (pattern.test(rawPath) ? [method] : []));
    if (methods.length > 0) {
      throw new EdgeRefusal('method_not_allowed', {
        allow: [...new Set([...methods, 'OPTIONS'])].sort().join(', '),
      });
    }
    const path = rawPath.length > 1 ? rawPath.replace(/\/+$/, '') : rawPath;
    throw new Refusal(later().some((pattern) => pattern.test(path)) ? 'not_implemented' : 'not_found');
  };
};
