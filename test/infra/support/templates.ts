import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { addKefu, type KefuStacks, newApp } from '#infra/kefu-app.ts';
import { type StageName, stages } from '#infra/stages.ts';

/** A folder that stands for every function's bundle: templates are about what surrounds the code. */
const bundle = mkdtempSync(join(tmpdir(), 'kefu-bundle-'));
writeFileSync(join(bundle, 'index.mjs'), 'export const handler = () => undefined;');

export type Synthesized = {
  readonly app: App;
  readonly stacks: KefuStacks;
  readonly data: Template;
  readonly service: Template;
  readonly edge: Template | undefined;
  readonly copies: Template | undefined;
};

export const anApp = (stageName: StageName): { app: App; stacks: KefuStacks } => {
  const app = newApp({ outdir: mkdtempSync(join(tmpdir(), `kefu-${stageName}-`)) });
  return { app, stacks: addKefu(app, stages[stageName], () => Code.fromAsset(bundle)) };
};

const made = new Map<StageName, Synthesized>();

/** The templates of a stage, synthesized once for each test file. */
export const templatesOf = (stageName: StageName): Synthesized => {
  const known = made.get(stageName);
  if (known) return known;
  const { app, stacks } = anApp(stageName);
  const { data, service, edge, copies } = stacks;
  const synthesized: Synthesized = {
    app,
    stacks,
    data: Template.fromStack(data),
    service: Template.fromStack(service),
    edge: edge && Template.fromStack(edge),
    copies: copies && Template.fromStack(copies),
  };
  made.set(stageName, synthesized);
  return synthesized;
};

export const allTemplates = ({ data, service, edge, copies }: Synthesized): Template[] =>
  [data, service, edge, copies].filter((template) => template !== undefined);

export type Properties = Record<string, unknown>;
export type Resource = {
  readonly logicalId: string;
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};

export const resourcesOf = (template: Template, type?: string): Resource[] =>
  Object.entries(template.toJSON()['Resources'] as Record<string, Omit<Resource, 'logicalId'>>)
    .map(([logicalId, resource]) => ({ ...resource, logicalId }))
    .filter(({ Type }) => type === undefined || Type === type);

/** The one resource of that type with that property. Throws when there is none or more than one. */
export const resourceNamed = (
  template: Template,
  type: string,
  property: string,
  value: unknown,
): Resource => {
  const found = resourcesOf(template, type).filter(
    ({ Properties: properties }) => JSON.stringify(properties[property]) === JSON.stringify(value),
  );
  const [only] = found;
  if (found.length !== 1 || !only)
    throw new Error(`${found.length} resources ${type} have ${property} = ${JSON.stringify(value)}`);
  return only;
};

export const functionNamed = (template: Template, name: string): Properties =>
  resourceNamed(template, 'AWS::Lambda::Function', 'FunctionName', name).Properties;

/** The logical id that a `Ref` or `Fn::GetAtt` means. */
export const referredId = (value: unknown): string | undefined => {
  const { Ref: ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return ref ?? attribute?.[0];
};
