import { randomUUID } from 'node:crypto';
import type { Route } from '#shared/contracts/route.ts';
import { type RouteId, routes } from '#shared/contracts/routes.ts';
import type { Reply } from '#test/support/local-stack.ts';
import type { Desk } from './desk.ts';
import type { Strictness } from './shape.ts';

/** One answer that a caller got; status 0 where the connection broke. */
export type Told = { readonly status: number; readonly retryAfter: boolean };

/** What happens once everything is arranged. */
export type Story = {
  /** Does it as the world would: clients repeat, queues and streams deliver again. Answers what callers were told. */
  readonly act: () => Promise<readonly Told[]>;
  /**
   * What somebody else does while the worker stands still: the caller who has waited long enough, the queue, the next run. Answers what went
   * wrong. Absent where nobody else can.
   */
  readonly meanwhile?: () => Promise<readonly string[]>;
  /** What would happen anyway some time later: the next period of a schedule, a client that asks how far it is. */
  readonly afterwards?: () => Promise<unknown>;
  /** Takes away what later stories would stumble over. */
  readonly clean?: () => Promise<unknown>;
};

export type Scenario = Strictness & {
  /** The handler as the list of handlers spells it: `http/tickets/create`, `workers/exports`. */
  readonly handler: string;
  /** Statuses that are right besides the route's successes, when the same was asked before and done. */
  readonly doneAlready?: readonly number[];
  /** Nothing tells a repeat from a second request: what is applied may not be asked again, however long its answer was lost. */
  readonly hasNoKey?: true;
  /** When all is written it still passes word of it on: who comes again meanwhile may hear that it is done. */
  readonly passesWord?: true;
  /** Needs a system of its own: what other stories have left would fall due in it. */
  readonly alone?: true;
  /** Once, before the first story. */
  readonly before?: (desk: Desk) => Promise<unknown>;
  readonly arrange: (desk: Desk) => Promise<Story>;
  /** What is compared instead of everything that has changed, where that is never twice the same. */
  readonly look?: (desk: Desk) => Promise<readonly string[]>;
};

export type Ask = {
  /** One of the sample users, or a token; without both nobody. */
  readonly user?: string;
  readonly token?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** With its question mark. */
  readonly query?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The version that `If-Match` names; where the route needs one. */
  readonly version?: number;
  readonly afterwards?: () => Promise<unknown>;
  readonly clean?: () => Promise<unknown>;
};

const TRIES = 6;

const failed = ({ status }: Told): boolean => status === 0 || status >= 500;

/** Repeats one and the same request until it is answered by something else than a failure. `isDone` is asked before each repeat. */
export const insistently = async (
  send: () => Promise<Reply>,
  isDone: () => Promise<boolean> = async () => false,
): Promise<readonly Told[]> => {
  const told: Told[] = [];
  for (let tries = 1; tries <= TRIES; tries++) {
    const reply = await send().catch(() => undefined);
    const one = { status: reply?.status ?? 0, retryAfter: reply?.headers.has('retry-after') ?? false };
    told.push(one);
    if (!failed(one) || (await isDone())) return told;
  }
  return told;
};

/** The story of one writing route: the same request with the same key, until there is an answer. */
export const asking = (
  id: RouteId,
  prepare: (desk: Desk) => Promise<Ask>,
  more: Pick<
    Scenario,
    'loose' | 'mailsAgain' | 'doneAlready' | 'hasNoKey' | 'passesWord' | 'alone' | 'before' | 'look'
  > = {},
): Scenario => {
  const route: Route = routes[id];
  // A version that is gone and a record that is gone both say: it was done. Who has a key never gets to hear it.
  const told =
    route.method === 'POST' && route.permission !== 'public' ? [] : route.ifMatch ? [412, 404] : [];
  const doneAlready = more.doneAlready ?? told;
  return {
    handler: `http/${id}`,
    ...more,
    doneAlready,
    arrange: async (desk) => {
      const ask = await prepare(desk);
      const named = route.path.replace(/\{(\w+)\}/g, (_, name: string) => ask.params?.[name] ?? '');
      const path = named + (ask.query ?? '');
      const token = ask.token ?? (ask.user === undefined ? undefined : await desk.journey.tokenOf(ask.user));
      const headers = {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(route.method === 'POST' && token !== undefined ? { 'idempotency-key': randomUUID() } : {}),
        ...(route.ifMatch && ask.version !== undefined ? { 'if-match': `"${ask.version}"` } : {}),
        ...ask.headers,
      };
      const hasKey = 'idempotency-key' in headers || 'webhook-id' in headers;
      const isPublic = route.permission === 'public' && !hasKey;
      const send = () =>
        desk.journey.request(route.method, path, {
          headers,
          ...(ask.raw === undefined ? { body: ask.body } : { raw: ask.raw }),
        });
      return {
        // Without a key a form is not sent twice: its sender looks first whether it has come.
        act: () => insistently(send, isPublic ? desk.hasChanged : undefined),
        ...(isPublic
          ? {}
          : {
              meanwhile: async () => {
                const { status } = await send();
                const isDone = more.passesWord === true && doneAlready.includes(status);
                return status < 300 || isDone ? [] : [`the caller who came again was told ${status}`];
              },
            }),
        ...(ask.afterwards ? { afterwards: ask.afterwards } : {}),
        ...(ask.clean ? { clean: ask.clean } : {}),
      };
    },
  };
};
