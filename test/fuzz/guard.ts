import type { Operation } from './document.ts';

type Name = Operation['name'];

/** How often an operation may do its work where each time costs the whole system something; any number elsewhere. */
const budgets: Partial<Record<Name, number>> = {
  'snapshots/create-snapshot': 3,
  'snapshots/create-restore': 3,
  'snapshots/verify-snapshot': 3,
  'data/create-export': 12,
  'data/create-import': 20,
  'data/cancel-export': 10,
  'data/cancel-import': 10,
  'audit/verify': 10,
  'webhooks/replay': 6,
  'webhooks/test': 10,
  'webhooks/rotate-secret': 10,
  'customers/erase-customer': 6,
  'settings/update-settings': 30,
  'people/sign-out': 3,
  'people/renew-password': 3,
  'people/confirm-second-factor': 3,
};

/** What is kept in memory by every function: each more of it makes every request slower. */
const kept = ['role', 'team', 'policy', 'calendar', 'template', 'webhook', 'shop', 'user'];

/** How many requests of an operation may be let through in one run. */
export const budgetOf = ({ name, method }: Operation): number => {
  if (method === 'GET') return Number.POSITIVE_INFINITY;
  const budget = budgets[name];
  if (budget !== undefined) return budget;
  return kept.some((one) => name.endsWith(`create-${one}`)) || name === 'webhooks/create' ? 15 : 120;
};

/** Operations whose requests would undo each other's, take away what another is about, or end its sign-in: one at a time. */
export const aloneIn = ({ name, method }: Operation): boolean =>
  name === 'settings/update-settings' || name.startsWith('people/') || method === 'DELETE';

/** Operations that change how everything else goes: the last to be tried. */
export const late = ({ name }: Operation): number =>
  ['people/sign-out', 'people/renew-password', 'people/confirm-second-factor'].includes(name)
    ? 2
    : name === 'settings/update-settings'
      ? 3
      : name.startsWith('snapshots/')
        ? 1
        : 0;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same body, but for what would throw the run itself away: a restore in place of what is there is only ever told, not done. */
export const harmless = (name: Name, body: unknown): unknown => {
  if (!isObject(body)) return body;
  if (name === 'snapshots/create-restore') return { ...body, dryRun: true };
  return body;
};
