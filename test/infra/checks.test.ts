import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NagPack, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import { type Acceptance, acceptancesIn, judgedOn, linesOf } from '#infra/nag/acceptances.ts';
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
    const accepted = acceptancesIn(app);
    vi.spyOn(NagPack.prototype as unknown as { isAcknowledged(): boolean }, 'isAcknowledged').mockReturnValue(
      false,
    );
    const found = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap(
      (pack) => pack.validateScope(app).violations,
    );
    vi.restoreAllMocks();
    const isFound = ({ id, path }: Acceptance): boolean =>
      found.some(
        (one) =>
          one.ruleName === id &&
          one.violatingResources.some(({ constructPath }) => constructPath?.startsWith(path)),
      );

    expect(accepted.length).toBeGreaterThan(20);
    expect(accepted.filter((one) => !isFound(one))).toEqual([]);
    for (const { reason } of accepted) expect(reason.length).toBeGreaterThanOrEqual(20);
    // The day on which the reasons were looked at last: an unchanged project does not fail by the date.
    expect(judgedOn(accepted, '2026-11-22')).toEqual({ over: [], tooLong: [] });
  });
});

describe('A finding is accepted', () => {
  const REASON = 'Nothing in this stack needs a log of its own.';
  const aBucket = () => {
    const root = new App();
    const stack = new Stack(root, 'Some');
    return { root, stack, bucket: new Bucket(stack, 'Bucket') };
  };
  const { stack, bucket } = aBucket();

  it('with a reason that says something', () => {
    expect(() => acknowledge(bucket, 'AwsSolutions-S1', 'not needed', '2027-11-20')).toThrow(
      /reason of at least 20/,
    );
  });

  it('where it is, never for a whole stack', () => {
    expect(() => acknowledge(stack, 'AwsSolutions-S1', REASON, '2027-11-20')).toThrow(/on a resource/);
  });

  it('until a day that is one', () => {
    for (const day of ['2027-2-1', '2027-13-01'] as const)
      expect(() => acknowledge(bucket, 'AwsSolutions-S1', REASON, day)).toThrow(/no day/);
  });

  it('until the end of that day, and for no more than a year ahead', () => {
    const { bucket: one, root } = aBucket();
    acknowledge(one, 'AwsSolutions-S1', REASON, '2027-02-28');
    const accepted = acceptancesIn(root);
    const [{ path, id, reason, until } = {}] = accepted;
    const on = (day: string) => {
      const { over, tooLong } = judgedOn(accepted, day);
      return [over.length, tooLong.length];
    };

    expect({ path, id, reason, until }).toEqual({
      path: 'Some/Bucket',
      id: 'AwsSolutions-S1',
      reason: REASON,
      until: '2027-02-28',
    });
    expect(on('2027-02-28')).toEqual([0, 0]);
    expect(on('2027-03-01')).toEqual([1, 0]);
    expect(on('2026-02-28')).toEqual([0, 0]);
    expect(on('2026-02-20')).toEqual([0, 1]);
    expect(linesOf(accepted)).toEqual([`2027-02-28 AwsSolutions-S1: ${REASON} (Some/Bucket)`]);
  });

  it('by no other way, which would be for ever', () => {
    const { bucket: one, root } = aBucket();
    Validations.of(one).acknowledge({ id: 'AwsSolutions-S1', reason: REASON });

    expect(() => acceptancesIn(root)).toThrow(/for ever/);
  });
});
