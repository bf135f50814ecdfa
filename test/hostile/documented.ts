import { readFileSync } from 'node:fs';
import type { Reply } from '#test/support/local-stack.ts';
import type { Case } from './row.ts';

type Operations = Readonly<Record<string, { readonly responses?: Readonly<Record<string, unknown>> }>>;
const { paths } = JSON.parse(readFileSync('docs/generated/openapi.json', 'utf8')) as {
  paths: Readonly<Record<string, Operations>>;
};
const templates = Object.entries(paths).map(([path, operations]) => ({
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  operations,
}));

/** Statuses of addresses and headers that reach no operation: the gateway cannot read them, or no operation is meant. */
const ofNobody: ReadonlySet<number> = new Set([400, 404, 414, 431]);

/** A status that the OpenAPI document does not name for the operation that was asked for. */
export const documentFindings = ({ to }: Case, { status, headers }: Reply): readonly string[] => {
  const [method = '', address = ''] = to.split(' ');
  const path = address.split('?')[0] ?? '';
  const found = templates.find(({ pattern }) => pattern.test(path));
  const operation = found?.operations[method.toLowerCase()];
  if (operation === undefined || (ofNobody.has(status) && !headers.has('x-request-id'))) return [];
  return String(status) in (operation.responses ?? {}) ? [] : [`${status} is not in the document`];
};
