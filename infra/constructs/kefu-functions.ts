import type { RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Access, access } from '../access.ts';
import { type FunctionId, type FunctionSpec, functionSpecs } from '../functions.ts';
import { KefuFunction } from './kefu-function.ts';

export type CodeOf = (spec: FunctionSpec) => Code;

export type KefuFunctionsProps = {
  readonly nameOf: (logical: string) => string;
  readonly code: CodeOf;
  readonly environmentOf: (access: Access) => Readonly<Record<string, string>>;
  readonly statementsOf: (access: Access) => readonly PolicyStatement[];
  readonly logDays: number;
  readonly logRemoval: RemovalPolicy;
  readonly key: IKey | undefined;
};

/** Every function of the tables, each with what the access table gives it. */
export class KefuFunctions extends Construct {
  readonly byId: Readonly<Record<FunctionId, KefuFunction>>;

  constructor(scope: Construct, id: string, props: KefuFunctionsProps) {
    super(scope, id);
    const made = functionSpecs.map((spec) => [spec.id, this.#make(spec, props)]);
    this.byId = Object.fromEntries(made) as Record<FunctionId, KefuFunction>;
  }

  #make(
    spec: FunctionSpec,
    { nameOf, code, environmentOf, statementsOf, ...common }: KefuFunctionsProps,
  ): KefuFunction {
    // Synthesis doesn't check types: a function that was added without its entry is named here.
    const may: Access | undefined = access[spec.id];
    if (may === undefined) throw new Error(`infra/access.ts does not say what ${spec.id} may touch`);
    return new KefuFunction(this, spec.bundle, {
      ...common,
      spec,
      functionName: nameOf(spec.bundle),
      code: code(spec),
      environment: environmentOf(may),
      statements: statementsOf(may),
    });
  }
}
