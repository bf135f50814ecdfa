import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
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

export const functionChecks: readonly Check[] = [
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
