import { CfnResource, Stack } from 'aws-cdk-lib';
import type { NagRuleResult } from 'cdk-nag';
import { NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** What the rules have to know that no template says. */
export type CheckSettings = {
  /** Data at rest must be under the customer's key. */
  readonly customerKeys: boolean;
  /** Every function and the table need their alarms, not only the queues of last resort. */
  readonly allAlarms: boolean;
  /** Queues whose dead letters need an alarm only where everything is watched: who asked for that work sees that it failed. */
  readonly askedFor: ReadonlySet<string>;
  /** Route keys (`GET /health`) that may be used without a token. */
  readonly publicRoutes: ReadonlySet<string>;
};

export type Check = {
  readonly id: string;
  readonly info: string;
  readonly explanation: string;
  readonly rule: (node: CfnResource, settings: CheckSettings) => NagRuleResult;
};

export const compliant = (isSo: boolean): NagRuleResult =>
  isSo ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
export const { NOT_APPLICABLE } = NagRuleCompliance;

/** The value as the template will have it, with references in place of tokens. */
export const resolved = <Value>(node: CfnResource, value: Value): Value =>
  Stack.of(node).resolve(value) as Value;

/** The resource of the same stack that a `Ref` or `Fn::GetAtt` means. */
export const referred = (node: CfnResource, value: unknown): CfnResource | undefined => {
  const id = logicalIdIn(resolved(node, value));
  return id === undefined ? undefined : indexOf(Stack.of(node)).get(id);
};

const logicalIdIn = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return ref ?? attribute?.[0];
};

/** All resources at or below a construct. Checks run when the tree is complete, so that it is walked only once. */
export const resourcesOf = (scope: IConstruct): readonly CfnResource[] =>
  remembered(resources, scope, () => scope.node.findAll().filter(CfnResource.isCfnResource));

const indexOf = (stack: Stack): ReadonlyMap<string, CfnResource> =>
  remembered(
    indexes,
    stack,
    () => new Map(resourcesOf(stack).map((one) => [resolved(one, one.logicalId), one])),
  );

const resources = new WeakMap<IConstruct, readonly CfnResource[]>();
const indexes = new WeakMap<IConstruct, ReadonlyMap<string, CfnResource>>();

/** The value made for this construct the first time it was asked for. */
export const remembered = <Value>(
  memory: WeakMap<IConstruct, Value>,
  about: IConstruct,
  make: () => Value,
): Value => {
  const known = memory.get(about);
  if (known !== undefined) return known;
  const made = make();
  memory.set(about, made);
  return made;
};
