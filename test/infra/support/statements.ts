import type { Template } from 'aws-cdk-lib/assertions';
import { type Properties, referredId, resourceNamed, resourcesOf } from './templates.ts';

export type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
};

type Policies = { PolicyDocument: { Statement: Statement[] } }[];
const inline = (properties: Properties): Statement[] =>
  ((properties['Policies'] ?? []) as Policies).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** Everything that any role of the template may do. */
export const allStatements = (template: Template): Statement[] => [
  ...resourcesOf(template, 'AWS::IAM::Role').flatMap(({ Properties: properties }) => inline(properties)),
  ...resourcesOf(template, 'AWS::IAM::Policy').flatMap(
    ({ Properties: properties }) => (properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
  ),
];

/** What the function of that name may do. */
export const statementsOf = (template: Template, functionName: string): Statement[] => {
  const { Properties: properties } = resourceNamed(
    template,
    'AWS::Lambda::Function',
    'FunctionName',
    functionName,
  );
  const role = resourcesOf(template, 'AWS::IAM::Role').find(
    ({ logicalId }) => logicalId === referredId(properties['Role']),
  );
  if (!role) throw new Error(`${functionName} has no role in this template`);
  return inline(role.Properties);
};

export const actionsOf = (statements: readonly Statement[]): string[] =>
  statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => [Action].flat());
