import type { Journey, Reply } from '../support/local-stack.ts';
import { operations } from './document.ts';
import { type Draft, fillIn } from './draft.ts';

type Shown = Readonly<Record<string, unknown>>;
type Ids = Readonly<Record<string, string>>;

const reveal = '?reveal=phone,email,name,address';
const caseOf = (id: unknown): string[] => [
  `/v1/tickets/${String(id)}`,
  `/v1/tickets/${String(id)}/messages?limit=100`,
];
const customerOf = (id: unknown): string => `/v1/customers/${String(id)}${reveal}`;

/** Where what an operation stored can be read, beyond its answer and the address it names. */
const elsewhere: Readonly<Record<string, (params: Ids, shown: Shown) => readonly string[]>> = {
  'tickets/create': (_, { id, customerId }) => [...caseOf(id), customerOf(customerId)],
  'tickets/transition': ({ id }) => [`/v1/tickets/${id}/timeline?limit=100`],
  'tickets/escalate': ({ id }) => [`/v1/tickets/${id}/escalations`, `/v1/tickets/${id}/timeline?limit=100`],
  'tickets/acknowledge': ({ id }) => [
    `/v1/tickets/${id}/escalations`,
    `/v1/tickets/${id}/timeline?limit=100`,
  ],
  'customers/create-customer': (_, { id }) => [customerOf(id)],
  'customers/update-customer': ({ id }) => [customerOf(id)],
  'customers/add-consent': ({ id }) => [`/v1/customers/${id}/consents?limit=100`],
  'customers/add-note': ({ id }) => [`/v1/customers/${id}/notes?limit=100`],
  'orders/receive': (_, { id }) => [`/v1/orders/${String(id)}`],
  'orders/put-order': (_, { customerId }) => [customerOf(customerId)],
  'public/answer-survey': () => ['/v1/survey-responses?limit=100'],
};

/** Operations that read back what a visitor or a channel has brought, who learn little themselves. */
const ofOthers: Readonly<Record<string, (journey: Journey, shown: Shown) => Promise<readonly string[]>>> = {
  'public/create-ticket': async (journey, { number }) =>
    newest(journey, `/v1/tickets?number=${String(number)}`),
  'tickets/receive-message': async (journey) => newest(journey, '/v1/tickets?limit=1'),
};

const newest = async (journey: Journey, list: string): Promise<readonly string[]> => {
  const { body } = await journey.as('admin').get(list);
  const first = (body as { items?: { id: string; customerId: string }[] }).items?.[0];
  return first ? [...caseOf(first.id), customerOf(first.customerId)] : [];
};

const readable = (template: string): boolean =>
  operations.some(({ method, path }) => method === 'GET' && path === template);

/** Everything that the administrator can be shown of what a request has stored; called step by step until nothing is missed. */
export const readBack = async function* (
  journey: Journey,
  draft: Draft,
  params: Ids,
  reply: Pick<Reply, 'headers' | 'body'> & { location?: string | undefined },
): AsyncGenerator<unknown> {
  yield reply.body;
  const shown = (reply.body ?? {}) as Shown;
  const { name, path } = draft.operation;
  const paths = [
    ...(reply.location?.startsWith('/') ? [reply.location] : []),
    ...(readable(path) && !path.endsWith('s') ? [fillIn(path, params)] : []),
    ...(elsewhere[name]?.(params, shown) ?? []),
    ...((await ofOthers[name]?.(journey, shown)) ?? []),
  ];
  for (const one of new Set(paths)) {
    const { status, body } = await journey.as('admin').get(one);
    if (status < 300) yield body;
  }
};
