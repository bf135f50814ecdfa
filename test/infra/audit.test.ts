import { describe, expect, it } from 'vitest';
import { access } from '#infra/access.ts';
import { functionSpecs } from '#infra/functions.ts';
import { stageNames, stages } from '#infra/stages.ts';
import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { days } from '#shared/domain/kernel/time.ts';
import { actionsOf, allStatements, type Statement, statementsOf } from './support/statements.ts';
import { allTemplates, resourcesOf, templatesOf } from './support/templates.ts';

const of = (stage: 'dev' | 'prod' | 'china', bundle: string): Statement[] =>
  statementsOf(templatesOf(stage).service, `kefu-${stage}-${bundle}`);
const keysOf = (statement: Statement): string[] =>
  ['ForAllValues:StringLike', 'ForAnyValue:StringLike'].flatMap((operator) =>
    [statement.Condition?.[operator]?.['dynamodb:LeadingKeys'] ?? []].flat().map(String),
  );
const isTrail = (statement: Statement): boolean => keysOf(statement).some((key) => /^AU[DS]#/.test(key));
// Made once, before any test has a time limit.
for (const stage of stageNames) templatesOf(stage);
const writers = functionSpecs.filter(({ id }) => access[id].writes);

describe('The audit trail', () => {
  it.each(writers)('may be added to by $id, and changed or deleted by nobody', ({ id, bundle }) => {
    const about = of('prod', bundle).filter(isTrail);
    const allowed = about.filter(({ Effect }) => Effect === 'Allow');
    const denied = about.filter(({ Effect }) => Effect === 'Deny');
    const adds = (access[id].writes ?? []).some((family) => family === 'AUD' || family === 'AUS');

    expect(actionsOf(allowed)).toEqual(adds ? ['dynamodb:PutItem'] : []);
    expect(allowed.flatMap(keysOf).filter((key) => !/^AU[DS]#/.test(key))).toEqual([]);
    expect(denied).toHaveLength(1);
    expect(denied.flatMap(({ Action }) => Action).sort()).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:UpdateItem',
    ]);
    expect(denied.flatMap(keysOf).sort()).toEqual(['AUD#*', 'AUS#*', 'CH#*']);
  });

  it('is left by every function that answers requests, sealed by one alone, and brought back by restores', () => {
    const having = (family: 'AUD' | 'AUS') =>
      functionSpecs.map(({ id }) => id).filter((id) => access[id].writes?.includes(family));

    expect(
      functionSpecs.map(({ id }) => id).filter((id) => id.startsWith('http/') && access[id].reads),
    ).toEqual(having('AUD').filter((id) => id.startsWith('http/')));
    expect(having('AUS')).toEqual(['workers/restores', 'schedules/audit-seal']);
  });

  it.each(stageNames)(
    'has objects that are put by its schedule, read by it and by http/audit, and no more, in %s',
    (stage) => {
      const onObjects = (bundle: string): string[] =>
        actionsOf(of(stage, bundle).filter(({ Effect }) => Effect === 'Allow'))
          .filter((action) => action.startsWith('s3:'))
          .sort();
      const audit = functionSpecs.filter(({ id }) => access[id].auditObjects).map(({ id }) => id);
      const all = actionsOf(allTemplates(templatesOf(stage)).flatMap((template) => allStatements(template)));

      expect(audit.toSorted()).toEqual(['http/audit', 'schedules/audit-seal']);
      expect(onObjects('schedules-audit-seal')).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
      expect(onObjects('http-audit')).toEqual(['s3:GetObject', 's3:ListBucket']);
      for (const action of [
        's3:BypassGovernanceRetention',
        's3:PutObjectRetention',
        's3:PutBucketObjectLockConfiguration',
      ])
        expect(all).not.toContain(action);
    },
  );

  it('is kept for 400 days, longer than the 180 that the law asks for, and so are its locked objects and the access log', () => {
    expect(AUDIT_LIFE_MS).toBe(days(400));
    for (const stage of ['prod', 'china'] as const) {
      const { auditLock, logDays } = stages[stage];

      expect(auditLock).toEqual({ mode: 'COMPLIANCE', days: 400 });
      expect(Math.min(logDays.access, logDays.functions)).toBeGreaterThanOrEqual(180);
      const groups = allTemplates(templatesOf(stage)).flatMap((template) =>
        resourcesOf(template, 'AWS::Logs::LogGroup'),
      );
      expect(groups.length).toBeGreaterThan(functionSpecs.length);
      for (const { Properties } of groups)
        expect(Number(Properties['RetentionInDays'])).toBeGreaterThanOrEqual(180);
    }
  });

  it('rings when it is not well: a run that finds something fails, without a metric of its own', () => {
    const { service } = templatesOf('prod');
    const alarms = resourcesOf(service, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    const name = 'kefu-prod-schedules-audit-seal';
    const about = alarms.filter((alarm) => JSON.stringify(alarm).includes(name));

    expect(about.map((alarm) => alarm['MetricName']).sort()).toEqual(['Errors']);
    expect(about.find((alarm) => alarm['MetricName'] === 'Errors')).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
    });
    expect(JSON.stringify(about)).toContain('somebody has changed it');
  });
});
