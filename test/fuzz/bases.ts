import { randomUUID } from 'node:crypto';
import type { Route } from '#shared/contracts/route.ts';
import type { RouteId } from '#shared/contracts/routes.ts';
import { routes } from '#shared/contracts/routes.ts';
import type { Random } from '../campaign/random.ts';
import type { Actor } from '../support/matrix/actors.ts';
import { table } from '../support/matrix/table.ts';
import { orderBody, type World } from '../support/matrix/world.ts';
import { textOf } from './body-changes.ts';
import { type Operation, operations } from './document.ts';
import { type Draft, fillIn } from './draft.ts';
import { harmless } from './guard.ts';
import { staffNotice } from './prepared-settings.ts';
import type { Targets } from './targets.ts';
import type { Making } from './values.ts';

/** What requests of one run are made with. */
export type Shop = {
  readonly world: World;
  readonly targets: Targets;
  readonly making: Making;
  /** What requests are about, by the names of the path's parameters; of two records in one request the other one too. */
  readonly params: Readonly<Record<string, string>>;
  /** The version that an address has now, as its `ETag`. */
  readonly versionOf: (path: string) => Promise<string>;
};

const inboundMessage = (world: World) => ({
  externalId: randomUUID(),
  from: { name: 'Ada', handle: `h-${world.spareCustomer}` },
  body: 'Where is it?',
  sentAt: '2026-03-02T01:00:00.000Z',
});

/** A valid body of an operation: the one the matrix of rights asks with, or one of a signed delivery. */
export const plainBody = (
  { name, body }: Operation,
  { world, params }: Pick<Shop, 'world' | 'params'>,
): unknown => {
  if (!body) return undefined;
  if (params['duplicateId'] !== undefined) return { duplicateId: params['duplicateId'] };
  const customerId = world.families.customer['own']?.params['id'] ?? '';
  if (name === 'orders/receive') return { externalId: randomUUID(), ...orderBody(customerId) };
  if (name === 'tickets/receive-message') return inboundMessage(world);
  if (name === 'customers/accept-notice') return staffNotice;
  if (name === 'tickets/escalate') return { level: 1, reason: 'r' };
  const admin = world.actors.find((one) => one.name === 'admin') as Actor;
  return table[name as RouteId]?.body?.(world, admin) ?? body.example;
};

const has = (path: string): boolean =>
  operations.some((one) => one.method === 'GET' && one.path === path && '304' in one.responses);

/** The address whose version a request means: the nearest one above that can be read. */
const versioned = (template: string): string | undefined => {
  const parts = template.split('/');
  while (parts.length > 2 && !has(parts.join('/'))) parts.pop();
  return parts.length > 2 ? parts.join('/') : undefined;
};

export type Ask = {
  readonly n: number;
  readonly user: string | undefined;
  /** Whether it is meant to be let through: with the present version, not with one that nothing has. */
  readonly real: boolean;
};

const canaryOf = (random: Random): string =>
  `cnry${random.below(1e9).toString(36)}x${random.below(1e9).toString(36)}`;

/** The operation's own valid request. */
export const plainRequest = async (operation: Operation, ask: Ask, shop: Shop): Promise<Draft> => {
  const { name, method, path, secured } = operation;
  const route: Route | undefined = name.startsWith('meta/') ? undefined : routes[name as RouteId];
  const address = versioned(path);
  const needsVersion = route?.ifMatch === true;
  const version =
    needsVersion && ask.real && address !== undefined
      ? await shop.versionOf(fillIn(address, shop.params))
      : '"987654"';
  const body = operation.body && harmless(name, plainBody(operation, shop));
  const headers: Record<string, string> = {
    ...(operation.body ? { 'content-type': 'application/json' } : {}),
    ...(method === 'POST' && secured ? { 'idempotency-key': randomUUID() } : {}),
    ...(needsVersion ? { 'if-match': version } : {}),
  };
  return {
    operation,
    label: 'the plain request',
    user: ask.user,
    method,
    path: fillIn(path, shop.params),
    query: [],
    headers,
    body: body === undefined ? undefined : Buffer.from(textOf(body)),
    expect: { kind: 'plain' },
    canary: canaryOf(shop.making.random),
    ...(route?.signed === undefined ? {} : { signed: true }),
  };
};
