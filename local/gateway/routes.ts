import type { Route } from './types.ts';

export type RouteMatch = {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
};

type Segment =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

type Parsed = { readonly route: Route; readonly method: string; readonly segments: readonly Segment[] };

const RANK = { exact: 0, parameter: 1, greedy: 2 } as const;

/**
 * Picks a route as an HTTP API does: the path segment by segment (exact before parameter before greedy), then the method
 * before `ANY`, `$default` last. `path` is percent-decoded already.
 */
export const createRouter = (
  routes: readonly Route[],
): ((method: string, path: string) => RouteMatch | undefined) => {
  const fallback = routes.find((route) => route.key === '$default');
  const parsed = routes
    .filter((route) => route !== fallback)
    .map(parse)
    .sort(bySpecificity);
  const byLength = groupByFirstExact(parsed);
  return (method, path) => {
    const parts = path.split('/').slice(1);
    const candidates = byLength.get(parts[0] ?? '') ?? byLength.get(undefined) ?? [];
    for (const candidate of candidates) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue;
      const pathParameters = match(candidate.segments, parts);
      if (pathParameters) return { route: candidate.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
};

const parse = (route: Route): Parsed => {
  const [method = '', path = ''] = route.key.split(' ');
  const segments = path
    .split('/')
    .slice(1)
    .map((text): Segment => {
      const name = /^\{([^}+]+)(\+?)\}$/.exec(text);
      if (!name?.[1]) return { kind: 'exact', text };
      return { kind: name[2] ? 'greedy' : 'parameter', name: name[1] };
    });
  return { route, method, segments };
};

const bySpecificity = (a: Parsed, b: Parsed): number => {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i += 1) {
    const [left, right] = [a.segments[i], b.segments[i]];
    if (!left || !right) return left ? -1 : 1;
    if (RANK[left.kind] !== RANK[right.kind]) return RANK[left.kind] - RANK[right.kind];
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
};

/** Some 150 routes, most with the same first segment or two: a short list for each saves nothing in order and much in comparing. */
const groupByFirstExact = (sorted: readonly Parsed[]): Map<string | undefined, Parsed[]> => {
  const open = sorted.filter(({ segments: [first] }) => first?.kind !== 'exact');
  const names = new Set(
    sorted.flatMap(({ segments: [first] }) => (first?.kind === 'exact' ? [first.text] : [])),
  );
  const groups = new Map<string | undefined, Parsed[]>([[undefined, open]]);
  for (const name of names) {
    groups.set(
      name,
      sorted.filter(({ segments: [first] }) => first?.kind !== 'exact' || first.text === name),
    );
  }
  return groups;
};

const match = (
  segments: readonly Segment[],
  parts: readonly string[],
): Record<string, string> | undefined => {
  const found: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const part = parts[i];
    if (segment.kind === 'greedy') {
      const rest = parts.slice(i).join('/');
      return rest === '' ? undefined : { ...found, [segment.name]: rest };
    }
    if (part === undefined) return undefined;
    if (segment.kind === 'exact' ? part !== segment.text : part === '') return undefined;
    if (segment.kind === 'parameter') found[segment.name] = part;
  }
  return segments.length === parts.length ? found : undefined;
};
