import { functionSpecs } from '#infra/functions.ts';
import type { Route } from '#shared/contracts/route.ts';
import { type RouteId, routes } from '#shared/contracts/routes.ts';
import { customerScenarios } from './scenarios/customers.ts';
import { dataScenarios } from './scenarios/data.ts';
import { peopleScenarios } from './scenarios/people.ts';
import { scheduleScenarios } from './scenarios/schedules.ts';
import { settingsScenarios } from './scenarios/settings.ts';
import { ticketScenarios } from './scenarios/tickets.ts';
import { workerScenarios } from './scenarios/workers.ts';
import type { Scenario } from './story.ts';

const isWriting = (id: RouteId): boolean => {
  const { method }: Route = routes[id];
  return method !== 'GET';
};

/** Every handler of the product that writes: routes by the contract, everything else by the list of functions. */
export const handlers: readonly string[] = [
  ...(Object.keys(routes) as RouteId[]).filter(isWriting).map((id) => `http/${id}`),
  ...functionSpecs.map(({ id }) => id).filter((id) => !id.startsWith('http/')),
];

/** How each is set going; the order is that of a run. */
export const scenarios: readonly Scenario[] = [
  ...ticketScenarios,
  ...customerScenarios,
  ...settingsScenarios,
  ...peopleScenarios,
  ...dataScenarios,
  ...workerScenarios,
  ...scheduleScenarios,
];

/** Handlers that nothing sets going: a new one needs a scenario. */
export const withoutScenario = (): readonly string[] => {
  const known = new Set(scenarios.map(({ handler }) => handler));
  return handlers.filter((handler) => !known.has(handler));
};

/** The function that runs a handler, as the template names it. */
export const functionOf = (handler: string): string => {
  const [kind = '', name = ''] = handler.split('/');
  const id = kind === 'http' ? `http/${name}` : handler;
  const found = functionSpecs.find((one) => one.id === id);
  if (!found) throw new Error(`no function runs ${handler}`);
  return `kefu-dev-${found.bundle}`;
};
