import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { eraseCustomer } from '#shared/app/customers/erase-customer.ts';
import { mergeCustomer } from '#shared/app/customers/merge-customer.ts';
import { createExport } from '#shared/app/exports/create-export.ts';
import type { ExportQueue } from '#shared/app/exports/ports.ts';
import { createCalendar } from '#shared/app/sla/create-calendar.ts';
import { createPolicy } from '#shared/app/sla/create-policy.ts';
import { updateCalendar } from '#shared/app/sla/update-calendar.ts';
import { updatePolicy } from '#shared/app/sla/update-policy.ts';
import { answerSurvey } from '#shared/app/surveys/answer-survey.ts';
import { assignTicket } from '#shared/app/tickets/assign-ticket.ts';
import { createTicket } from '#shared/app/tickets/create-ticket.ts';
import { editTicket } from '#shared/app/tickets/edit-ticket.ts';
import { acknowledgeEscalation, escalateTicket } from '#shared/app/tickets/escalate-ticket.ts';
import { addMessage } from '#shared/app/tickets/messages.ts';
import { transitionTicket } from '#shared/app/tickets/transition-ticket.ts';
import { erasureRoutes } from '#shared/contracts/erasure.ts';
import { exportRoutes } from '#shared/contracts/exports.ts';
import { mergeRoutes } from '#shared/contracts/merge.ts';
import { publicSurveyRoutes } from '#shared/contracts/public.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { type Bound, bound } from '#shared/runtime/http/handler.ts';
import { EdgeRefusal, problemOf, statusOf } from '#shared/runtime/http/problem.ts';
import { serve } from '#shared/runtime/http/serve.ts';
import type { Name } from './people.ts';

/** The routes that the model calls, by a short name. */
const routesWith = (exports: () => ExportQueue) =>
  ({
    open: bound(ticketRoutes['tickets/create'], createTicket),
    write: bound(ticketRoutes['tickets/add-message'], addMessage),
    move: bound(ticketRoutes['tickets/transition'], transitionTicket),
    assign: bound(ticketRoutes['tickets/assign'], assignTicket),
    edit: bound(ticketRoutes['tickets/edit'], editTicket),
    escalate: bound(ticketRoutes['tickets/escalate'], escalateTicket),
    acknowledge: bound(ticketRoutes['tickets/acknowledge'], acknowledgeEscalation),
    addPolicy: bound(slaRoutes['sla/create-policy'], createPolicy),
    editPolicy: bound(slaRoutes['sla/update-policy'], updatePolicy),
    addCalendar: bound(slaRoutes['sla/create-calendar'], createCalendar),
    editCalendar: bound(slaRoutes['sla/update-calendar'], updateCalendar),
    answer: bound(publicSurveyRoutes['public/answer-survey'], answerSurvey),
    merge: bound(mergeRoutes['customers/merge-customer'], mergeCustomer),
    erase: bound(erasureRoutes['customers/erase-customer'], eraseCustomer),
    export: bound(exportRoutes['data/create-export'], createExport(exports)),
  }) satisfies Record<string, Bound>;
export type RouteName = keyof ReturnType<typeof routesWith>;

export type Ask = {
  readonly as?: Name;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  /** Of a `POST`; a repeat has the same. */
  readonly key?: string;
};
export type Reply = {
  readonly status: number;
  readonly code?: string;
  readonly body: Readonly<Record<string, unknown>>;
};

const eventOf = (
  route: Bound['route'],
  { as, params = {}, body, ifMatch, key }: Ask,
): APIGatewayProxyEventV2 => {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const claims = { sub: as, token_use: 'access', auth_time: String(Math.floor(Date.now() / 1000)) };
  const http = {
    method: route.method,
    path,
    protocol: 'HTTP/1.1',
    sourceIp: '203.0.113.7',
    userAgent: 'model',
  };
  const event = {
    ...{ version: '2.0', routeKey: `${route.method} ${route.path}`, rawPath: path, rawQueryString: '' },
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    pathParameters: params,
    requestContext: {
      requestId: 'model',
      http,
      ...(as === undefined ? {} : { authorizer: { jwt: { claims } } }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  return event as unknown as APIGatewayProxyEventV2;
};

/** Asks the real edge; a refusal is an answer, everything else that is thrown goes on. */
export const requestsTo = (edge: Edge, exports: () => ExportQueue) => {
  const routes = routesWith(exports);
  let keys = 0;
  return async (name: RouteName, ask: Ask): Promise<Reply> => {
    const { route } = routes[name];
    const event = eventOf(route, { key: `model-${keys++}`, ...ask });
    const about = { requestId: 'model', language: 'en' as const, startedAt: 0, headers: {} };
    try {
      const { status, body = '' } = await serve(event, routes[name], async () => edge, about);
      return { status, body: JSON.parse(String(body) || '{}') as Reply['body'] };
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof EdgeRefusal)) throw error;
      const { code } = problemOf(error);
      return { status: statusOf(code), code, body: {} };
    }
  };
};
