import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A reason has to say something. */
export const MIN_REASON_LENGTH = 20;

/**
 * Accepts one finding of cdk-nag on one construct and what lies below it. Throws when the reason is too short to be one, or when the construct
 * is a whole stack or application: a finding is accepted where it is, never wholesale.
 */
export const acknowledge = (scope: IConstruct, id: string, reason: string): void => {
  if (reason.trim().length < MIN_REASON_LENGTH)
    throw new Error(`${scope.node.path}: ${id} needs a reason of at least ${MIN_REASON_LENGTH} characters`);
  if (scope.node.path.split('/').length < 2)
    throw new Error(`${id} must be acknowledged on a resource, not on ${scope.node.path || 'the app'}`);
  Validations.of(scope).acknowledge({ id, reason });
};
