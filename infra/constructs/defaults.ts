import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { KefuFunction } from './kefu-function.ts';

/**
 * Writes the shipped defaults into the table when the stack is deployed: what is already there stays as it is. It runs again whenever the
 * function changed, because its published code is part of the resource's properties.
 */
export class Defaults extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { bootstrap, stageName }: { readonly bootstrap: KefuFunction; readonly stageName: string },
  ) {
    super(scope, id);
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::KefuDefaults',
      serviceToken: bootstrap.function.functionArn,
      properties: { stage: stageName, code: bootstrap.codeDigest },
    });
  }
}
