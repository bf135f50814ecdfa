import { CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { type Check, compliant, NOT_APPLICABLE, resolved } from './check.ts';

const LOGGED = ['$context.requestId', '$context.routeKey', '$context.status'];

export const apiChecks: readonly Check[] = [
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
];
