import { Fn } from 'aws-cdk-lib';
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { contextOf, type HttpContext, httpContexts } from '../functions.ts';
import { routeKeyOf, servedRoutes } from '../http-routes.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import { TOKEN_SCOPES } from '../token-scopes.ts';
import { type KefuFunction, localArn } from './kefu-function.ts';

/** Answer headers that scripts of other origins may read (the API's contract, CORS). */
const EXPOSED_HEADERS = [
  'etag',
  'location',
  'x-request-id',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'idempotency-replayed',
];
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'accept',
  'accept-language',
  'idempotency-key',
  'if-match',
  'if-none-match',
];
const PREFLIGHT_SECONDS = 3600;

/** One line of JSON for each request; no query (filters can hold personal data), no path (a survey's token is part of one). */
const ACCESS_LOG = {
  time: '$context.requestTimeEpoch',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  method: '$context.httpMethod',
  status: '$context.status',
  durationMs: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  functionRequestId: '$context.integration.requestId',
  bytes: '$context.responseLength',
  sourceIp: '$context.identity.sourceIp',
  subject: '$context.authorizer.claims.sub',
  refusal: '$context.error.responseType',
};

export type KefuHttpApiProps = {
  readonly apiName: string;
  readonly accessLog: ILogGroup;
  readonly corsOrigins: readonly string[];
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Clients come by another name; the address that the gateway makes up is shut. */
  readonly hidden: boolean;
};

/** The front door: the contract's routes and nothing else, each behind a token unless it is public; any other path ends at `meta`. */
export class KefuHttpApi extends Construct {
  readonly apiId: string;
  readonly stage: CfnStage;
  /** `https://…` without a slash at the end. */
  readonly endpoint: string;
  readonly #api: CfnApi;
  readonly #authorizer: CfnAuthorizer;

  constructor(scope: Construct, id: string, props: KefuHttpApiProps) {
    super(scope, id);
    this.#api = this.#declareApi(props);
    this.#authorizer = new CfnAuthorizer(this, 'Tokens', {
      apiId: this.#api.ref,
      name: `${props.apiName}-tokens`,
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: { issuer: props.issuer, audience: [...props.audience] },
    });
    this.apiId = this.#api.ref;
    this.endpoint = this.#api.attrApiEndpoint;
    this.stage = this.#declareStage(props);
  }

  /** Leads every route of the table to the function of its context, and everything else to `meta`. */
  serve(functions: Readonly<Record<HttpContext, KefuFunction>>): void {
    const targets = new Map(
      httpContexts.map((context) => [context, this.#integrate(context, functions[context])]),
    );
    for (const [routeId, route] of Object.entries(servedRoutes)) {
      const target = targets.get(contextOf(routeId));
      if (target === undefined) throw new Error(`no function answers ${routeId}`);
      this.#declareRoute(routeId, routeKeyOf(route), target, route.permission !== 'public');
    }
    this.#declareRoute('catch-all', '$default', String(targets.get('meta')), false);
  }

  #declareApi({ apiName, corsOrigins, hidden }: KefuHttpApiProps): CfnApi {
    return new CfnApi(this, 'Api', {
      name: apiName,
      protocolType: 'HTTP',
      disableExecuteApiEndpoint: hidden,
      corsConfiguration: {
        allowOrigins: [...corsOrigins],
        allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        allowHeaders: REQUEST_HEADERS,
        exposeHeaders: EXPOSED_HEADERS,
        maxAge: PREFLIGHT_SECONDS,
      },
    });
  }

  #declareStage({ throttle, accessLog }: KefuHttpApiProps): CfnStage {
    return new CfnStage(this, 'Stage', {
      apiId: this.#api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: accessLog.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
      defaultRouteSettings: {
        throttlingRateLimit: throttle.ratePerSecond,
        throttlingBurstLimit: throttle.burst,
      },
    });
  }

  #integrate(context: HttpContext, { function: target }: KefuFunction): string {
    const integration = new CfnIntegration(this, `${context}-integration`, {
      apiId: this.#api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: target.functionArn,
      payloadFormatVersion: '2.0',
    });
    new CfnPermission(this, `${context}-permission`, {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: new ServicePrincipal('apigateway.amazonaws.com').service,
      sourceArn: localArn('execute-api', `${this.#api.ref}/*/*`),
    });
    return Fn.join('/', ['integrations', integration.ref]);
  }

  #declareRoute(id: string, routeKey: string, target: string, needsToken: boolean): void {
    const route = new CfnRoute(this, id, {
      apiId: this.#api.ref,
      routeKey,
      target,
      ...(needsToken
        ? {
            authorizationType: 'JWT',
            authorizerId: this.#authorizer.ref,
            authorizationScopes: [...TOKEN_SCOPES],
          }
        : { authorizationType: 'NONE' }),
    });
    if (!needsToken)
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'Public by contract: the function answers without a token or checks the one in the path.',
        '2027-11-20',
      );
  }
}
