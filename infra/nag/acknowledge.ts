import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** A reason has to say something. */
export const MIN_REASON_LENGTH = 20;

/** The last day on which an acceptance counts, in UTC; by then somebody looks whether its reason still holds. */
export type Day = `${number}-${number}-${number}`;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Accepts one finding of cdk-nag on one construct and what lies below it, until a day (`acceptances.ts`). Throws when the reason is too short
 * to be one, when the day is none, or when the construct is a whole stack or application: a finding is accepted where it is, never wholesale.
 */
export const acknowledge = (scope: IConstruct, id: string, reason: string, until: Day): void => {
  if (reason.trim().length < MIN_REASON_LENGTH)
    throw new Error(`${scope.node.path}: ${id} needs a reason of at least ${MIN_REASON_LENGTH} characters`);
  if (scope.node.path.split('/').length < 2)
    throw new Error(`${id} must be acknowledged on a resource, not on ${scope.node.path || 'the app'}`);
  if (!DAY.test(until) || Number.isNaN(Date.parse(until)))
    throw new Error(`${scope.node.path}: ${id} is accepted until ${until}, which is no day`);
  Validations.of(scope).acknowledge({ id, reason: `${reason} (until ${until})` });
};

/** Accepts, for the same reason, every wildcard in the resources of a role's statements. */
export const acknowledgeWildcards = (
  role: IConstruct,
  statements: readonly PolicyStatement[],
  reason: string,
  until: Day,
): void => {
  const found = statements
    .flatMap((statement) => statement.resources)
    .map((resource) => flat(Stack.of(role).resolve(resource)));
  for (const resource of new Set(found))
    if (resource.includes('*')) acknowledge(role, `AwsSolutions-IAM5[Resource::${resource}]`, reason, until);
};

/** A reference as cdk-nag writes it in the id of a finding. */
const flat = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const {
    'Fn::Join': join,
    'Fn::GetAtt': attribute,
    Ref: ref,
  } = value as { 'Fn::Join'?: [string, unknown[]]; 'Fn::GetAtt'?: string[]; Ref?: string };
  if (join) return join[1].map(flat).join(join[0]);
  return attribute ? `<${attribute.join('.')}>` : `<${String(ref)}>`;
};
