import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, it, vi } from 'vitest';
import { acknowledge } from '#infra/nag/acknowledge.ts';
import { addChecks } from '#infra/nag/add-checks.ts';
import { KefuChecks, kefuChecks } from '#infra/nag/kefu-checks.ts';
import { stageNames, stages } from '#infra/stages.ts';
import { bad, good, lenient } from './support/broken-stacks.ts';
import { anApp } from './support/templates.ts';

/** The rules that a stack breaks, without the pack's name. */
const broken = (build: (stack: Stack) => void, settings = lenient): string[] => {
  const stack = new Stack(new App(), 'Bad');
  build(stack);
  return new KefuChecks(settings)
    .validateScope(stack)
    .violations.map(({ ruleName }) => ruleName.replace('Kefu-', ''));
};

describe("The project's checks", () => {
  it.each(bad)('$rule catches $what', ({ rule, build, settings }) => {
    expect(broken(build, settings)).toContain(rule);
  });

  it.each(good)('$rule has nothing against $what', ({ rule, build, settings }) => {
    expect(broken(build, settings).map((one) => one.replace(/\[.*/, ''))).not.toContain(rule);
  });

  it('are seventeen, and each of them was seen to catch something and to let something pass', () => {
    const ids = kefuChecks.map(({ id }) => id).sort();

    expect(ids).toHaveLength(17);
    expect([...new Set(bad.map(({ rule }) => rule.replace(/\[.*/, '')))].sort()).toEqual(ids);
    expect([...new Set(good.map(({ rule }) => rule))].sort()).toEqual(ids);
  });
});

describe.each(stageNames)('The templates of %s', (name) => {
  it('pass AwsSolutions, Serverless, our own checks and those of CloudFormation', {
    timeout: 120_000,
  }, () => {
    const { app } = anApp(name);
    addChecks(app, stages[name]);

    expect(() => app.synth()).not.toThrow();
  });
});

describe('Synthesis', () => {
  it('fails on a finding', () => {
    const { app, stacks } = anApp('dev');
    new Bucket(stacks.data, 'Careless');
    addChecks(app, stages.dev);

    expect(() => app.synth()).toThrow(/[Vv]alidation/);
  });

  it.each(stageNames)('accepts in %s only findings that are there, each for a reason', (name) => {
    const { app } = anApp(name);
    const accepted = app.node.findAll().flatMap(acceptedOn);
    vi.spyOn(NagPack.prototype as unknown as { isAcknowledged(): boolean }, 'isAcknowledged').mockReturnValue(
      false,
    );
    const found = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap(
      (pack) => pack.validateScope(app).violations,
    );
    vi.restoreAllMocks();
    const isFound = ({ id, path }: Accepted): boolean =>
      found.some(
        (one) =>
          one.ruleName === id &&
          one.violatingResources.some(({ constructPath }) => constructPath?.startsWith(path)),
      );

    expect(accepted.length).toBeGreaterThan(20);
    expect(accepted.filter((one) => !isFound(one))).toEqual([]);
    for (const { reason } of accepted) expect(reason.length).toBeGreaterThanOrEqual(20);
  });
});

type Accepted = { readonly path: string; readonly id: string; readonly reason: string };

const acceptedOn = ({ node }: IConstruct): Accepted[] =>
  node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([id, reason]) => ({ path: node.path, id: id.replace(/^annotation::/i, ''), reason }));

describe('A finding is accepted', () => {
  const stack = new Stack(new App(), 'Some');
  const bucket = new Bucket(stack, 'Bucket');

  it('with a reason that says something', () => {
    expect(() => acknowledge(bucket, 'AwsSolutions-S1', 'not needed')).toThrow(/reason of at least 20/);
  });

  it('where it is, never for a whole stack', () => {
    expect(() =>
      acknowledge(stack, 'AwsSolutions-S1', 'Nothing in this stack needs a log of its own.'),
    ).toThrow(/on a resource/);
  });
});
