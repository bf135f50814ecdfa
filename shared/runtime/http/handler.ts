import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Operation } from '#shared/app/ports.ts';
import type { RequestOf, Route } from '#shared/contracts/route.ts';
import { describeError, logger } from '../telemetry.ts';
import { type Answer, toResult } from './answer.ts';
import type { Edge } from './edge.ts';
import { languageOf } from './language.ts';
import { problem, problemOf } from './problem.ts';
import { headerOf, wantsPage } from './request.ts';
import { serve } from './serve.ts';

/** A route and the operation that answers it, with their types worked out and put away. */
export type Bound = {
  readonly route: Route;
  readonly wants: NonNullable<Operation<Route>['wants']>;
  readonly ahead: Operation<Route>['ahead'];
  readonly run: Operation<Route>['run'];
  readonly problemPage: Operation<Route>['problemPage'];
};

/** Joins a route of the contract with its operation; they must agree on the shapes of request and answer. */
export const bound = <R extends Route>(route: R, operation: Operation<R>): Bound => ({
  route,
  wants: (request, about) => operation.wants?.(request as RequestOf<R>, about) ?? [],
  ahead:
    operation.ahead && ((request, lists, about) => operation.ahead?.(request as RequestOf<R>, lists, about)),
  run: (request, context) => operation.run(request as RequestOf<R>, context),
  problemPage: operation.problemPage,
});

/** Answers one context's routes: picks the operation by the gateway's `routeKey` and turns everything thrown into one problem. */
export const httpHandler = (operations: Readonly<Record<string, Bound>>, edge: () => Promise<Edge>) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .handler((event) => {
      const operation = operations[event.routeKey];
      if (!operation) throw new Error('the gateway sent a route that this function does not know');
      return answering(
        event,
        operation.route.path,
        (about) => serve(event, operation, edge, about),
        operation.problemPage,
      );
    });

export type About = {
  readonly requestId: string;
  readonly language: 'en' | 'zh-CN';
  readonly startedAt: number;
  /** Headers that every answer of this request carries, also a problem. */
  readonly headers: Record<string, string>;
  caller?: string;
};

/** Runs `answer`; whatever it throws becomes a problem, is logged once by code, and never quotes what came in. */
export const answering = async (
  event: APIGatewayProxyEventV2,
  route: string,
  answer: (about: About) => Promise<Answer>,
  problemPage?: Operation<Route>['problemPage'],
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { requestId } = event.requestContext;
  const language = languageOf(headerOf(event, 'accept-language'));
  const about: About = { requestId, language, startedAt: Date.now(), headers: { 'x-request-id': requestId } };
  let given: Answer;
  try {
    given = await answer(about);
    logger().info('answered', { ...lineOf(event, route, about), status: given.status });
  } catch (error) {
    given = problemAnswer(error, event, route, about, problemPage);
  }
  return toResult({ ...given, headers: { ...about.headers, ...given.headers } }, event);
};

/** A caller who names a request by `x-request-id` or `requestId` names this line. */
const lineOf = (event: APIGatewayProxyEventV2, route: string, about: About) => ({
  requestId: about.requestId,
  route,
  method: event.requestContext.http.method,
  durationMs: Date.now() - about.startedAt,
  caller: about.caller ?? 'visitor',
});

const problemAnswer = (
  error: unknown,
  event: APIGatewayProxyEventV2,
  route: string,
  about: About,
  problemPage: Operation<Route>['problemPage'],
): Answer => {
  const { code, details, errors, headers } = problemOf(error);
  const body = problem(code, { requestId: about.requestId, language: about.language, details, errors });
  const line = { ...lineOf(event, route, about), status: body.status, problemCode: code };
  if (body.status >= 500) logger().error('failed', { ...line, ...describeError(error) });
  else logger().info('refused', line);
  if (problemPage && wantsPage(event)) {
    const page = problemPage(body, about.language);
    return {
      status: body.status,
      headers: { ...headers, ...page.headers, 'content-type': 'text/html; charset=utf-8' },
      body: page.html,
    };
  }
  return {
    status: body.status,
    headers: { 'content-type': 'application/problem+json', 'content-language': about.language, ...headers },
    body: JSON.stringify(body),
  };
};
