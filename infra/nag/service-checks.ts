import type { CfnResource } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import {
  type Check,
  compliant,
  NOT_APPLICABLE,
  referred,
  remembered,
  resolved,
  resourcesOf,
} from './check.ts';

/** API Gateway gives up after 29 seconds, whatever the function does. */
const GATEWAY_SECONDS = 29;
const RUNTIME = 'nodejs24.x';
const LOGGED = ['$context.requestId', '$context.routeKey', '$context.status'];

/** Functions of the stack that an API calls. */
const answering = (stack: Stack): ReadonlySet<CfnResource | undefined> =>
  remembered(
    integrated,
    stack,
    () =>
      new Set(
        resourcesOf(stack)
          .filter((node) => node instanceof CfnIntegration)
          .map((node) => referred(node, node.integrationUri)),
      ),
  );
const integrated = new WeakMap<IConstruct, ReadonlySet<CfnResource | undefined>>();

const SECRET_NAME = /secret|password|passwd|token|credential|private_?key|api_?key/i;
/** Names of places where a secret can be fetched are no secrets. */
const POINTER_NAME = /_(ARN|NAME|URL|ID)$/;
const SECRET_VALUE = /resolve:secretsmanager|resolve:ssm-secure|AKIA[0-9A-Z]{16}|-----BEGIN/;

const holdsSecret = (fn: CfnFunction): boolean => {
  const { variables = {} } = (resolved(fn, fn.environment) ?? {}) as { variables?: Record<string, unknown> };
  return Object.entries(variables).some(
    ([name, value]) =>
      SECRET_VALUE.test(JSON.stringify(value)) || (SECRET_NAME.test(name) && !POINTER_NAME.test(name)),
  );
};

/** Pairs of dimension and metric on which the app has alarms, as `FunctionName=kefu-dev-http-tickets/Errors`. */
const alarmedMetrics = (app: IConstruct): ReadonlySet<string> =>
  remembered(
    alarmed,
    app,
    () =>
      new Set(
        resourcesOf(app)
          .filter((one) => one instanceof CfnAlarm)
          .flatMap(metricsOf)
          .flatMap(({ name, dimensions }) =>
            dimensions.map((one) => `${one.name}=${String(one.value)}/${name}`),
          ),
      ),
  );
const alarmed = new WeakMap<IConstruct, ReadonlySet<string>>();

type Watching = { name: string; dimensions: { name: string; value: unknown }[] };
const metricsOf = (alarm: CfnAlarm): Watching[] => {
  const single = {
    name: alarm.metricName ?? '',
    dimensions: (resolved(alarm, alarm.dimensions) ?? []) as Watching['dimensions'],
  };
  const parts = (resolved(alarm, alarm.metrics) ?? []) as {
    metricStat?: { metric: { metricName?: string; dimensions?: Watching['dimensions'] } };
  }[];
  return [
    single,
    ...parts.map(({ metricStat }) => ({
      name: metricStat?.metric.metricName ?? '',
      dimensions: metricStat?.metric.dimensions ?? [],
    })),
  ];
};

const isLastResort = (queue: CfnQueue): boolean => queue.redrivePolicy === undefined;

const neededAlarms = (node: CfnResource, all: boolean): string[] | undefined => {
  if (node instanceof CfnQueue && isLastResort(node))
    return [`QueueName=${String(node.queueName)}/ApproximateNumberOfMessagesVisible`];
  if (!all) return undefined;
  if (node instanceof CfnFunction)
    return ['Errors', 'Throttles', 'Duration'].map(
      (metric) => `FunctionName=${String(node.functionName)}/${metric}`,
    );
  if (node instanceof CfnGlobalTable)
    return ['ThrottledRequests', 'SystemErrors'].map(
      (metric) => `TableName=${String(node.tableName)}/${metric}`,
    );
  return undefined;
};

type Statement = { Effect?: string; Action?: string | string[]; NotAction?: unknown };
const statementsOf = (node: CfnResource): Statement[] | undefined => {
  if (node instanceof CfnRole) {
    const policies = (resolved(node, node.policies) ?? []) as {
      policyDocument: { Statement?: Statement[] };
    }[];
    return policies.flatMap(({ policyDocument }) => policyDocument.Statement ?? []);
  }
  if (!(node instanceof CfnPolicy || node instanceof CfnManagedPolicy)) return undefined;
  return (resolved(node, node.policyDocument) as { Statement?: Statement[] }).Statement ?? [];
};

export const serviceChecks: readonly Check[] = [
  {
    id: 'RouteTokens',
    info: 'The route takes requests without a token, or a token of any scope, and is not on the public list.',
    explanation: 'Without scopes the gateway accepts an ID token, which was never meant for an API.',
    rule: (node, { publicRoutes }) => {
      if (!(node instanceof CfnRoute)) return NOT_APPLICABLE;
      const guarded =
        node.authorizationType === 'JWT' &&
        node.authorizerId !== undefined &&
        (node.authorizationScopes ?? []).length > 0;
      return compliant(guarded || publicRoutes.has(node.routeKey));
    },
  },
  {
    id: 'StageLimits',
    info: 'The stage has no throttle of its own, or its access log is not JSON with request id, route and status.',
    explanation:
      'An HTTP API has no other ceiling, and no other trace of requests that never reached a function.',
    rule: (node) => {
      if (!(node instanceof CfnStage)) return NOT_APPLICABLE;
      const limits = (resolved(node, node.defaultRouteSettings) ?? {}) as CfnStage.RouteSettingsProperty;
      const { format = '' } = (resolved(node, node.accessLogSettings) ??
        {}) as CfnStage.AccessLogSettingsProperty;
      const logged = format.startsWith('{') && LOGGED.every((field) => format.includes(`"${field}"`));
      return compliant(
        (limits.throttlingRateLimit ?? 0) > 0 && (limits.throttlingBurstLimit ?? 0) > 0 && logged,
      );
    },
  },
  {
    id: 'FunctionShape',
    info: `The function is not ${RUNTIME} on arm64 with explicit memory, timeout and tracing, or outlives the gateway's patience.`,
    explanation: 'One shape for all functions: what is measured for one holds for the others.',
    rule: (node) => {
      if (!(node instanceof CfnFunction)) return NOT_APPLICABLE;
      const { mode } = (resolved(node, node.tracingConfig) ?? {}) as CfnFunction.TracingConfigProperty;
      const inTime =
        node.timeout !== undefined &&
        (!answering(Stack.of(node)).has(node) || node.timeout < GATEWAY_SECONDS);
      return compliant(
        node.runtime === RUNTIME &&
          (node.architectures ?? []).join() === 'arm64' &&
          node.memorySize !== undefined &&
          mode === 'Active' &&
          inTime,
      );
    },
  },
  {
    id: 'NoSecretsInEnvironment',
    info: 'A variable of the function is, or looks like, a secret.',
    explanation:
      'Variables are shown to everybody who may look at the function; secrets are fetched from Secrets Manager.',
    rule: (node) => (node instanceof CfnFunction ? compliant(!holdsSecret(node)) : NOT_APPLICABLE),
  },
  {
    id: 'Watched',
    info: 'An alarm is missing that would tell of this resource.',
    explanation:
      'Work that was given up, and functions or tables that fail, must not wait for a customer to complain.',
    rule: (node, { allAlarms }) => {
      const needed = neededAlarms(node, allAlarms);
      if (needed === undefined) return NOT_APPLICABLE;
      const rings = alarmedMetrics(node.node.root);
      return needed.filter((alarm) => !rings.has(alarm));
    },
  },
  {
    id: 'NoWildcardActions',
    info: 'The policy allows actions by a wildcard.',
    explanation: 'A wildcard also allows what AWS adds tomorrow.',
    rule: (node) => {
      const allowed = statementsOf(node)?.filter(({ Effect = 'Allow' }) => Effect === 'Allow');
      if (allowed === undefined) return NOT_APPLICABLE;
      return compliant(
        allowed.every(
          ({ Action = [], NotAction }) =>
            NotAction === undefined && ![Action].flat().some((action) => action.includes('*')),
        ),
      );
    },
  },
];
