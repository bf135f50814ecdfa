import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { access } from '#infra/access.ts';
import { queueVariable } from '#infra/environment.ts';
import { functionSpecs, httpContexts } from '#infra/functions.ts';
import { queues } from '#shared/contracts/queues.ts';
import { routes } from '#shared/contracts/routes.ts';
import { schedules } from '#shared/contracts/schedules.ts';
import PACKAGE from '../../package.json' with { type: 'json' };
import { functionNamed, resourcesOf, templatesOf } from './support/templates.ts';

const { service } = templatesOf('dev');
const variablesIn = (template: typeof service, name: string): Record<string, unknown> =>
  (functionNamed(template, name)['Environment'] as { Variables: Record<string, unknown> }).Variables;
const variablesOf = (bundle: string): Record<string, unknown> => variablesIn(service, `kefu-dev-${bundle}`);

describe('The functions', () => {
  it('are those of the tables: one for each context, queue, schedule and stream, and one for deployment', () => {
    const contexts = new Set(Object.keys(routes).map((id) => id.split('/')[0]));

    expect(functionSpecs.map(({ id }) => id).sort()).toEqual(
      [
        ...[...contexts, 'meta'].map((context) => `http/${context}`),
        ...Object.keys(queues).map((id) => `workers/${id}`),
        ...Object.keys(schedules).map((id) => `schedules/${id}`),
        'streams/publish-changes',
        'streams/aggregates',
        'bootstrap',
      ].sort(),
    );
  });

  it('each have a file, and a template that names it', () => {
    const deployed = resourcesOf(service, 'AWS::Lambda::Function').map(
      ({ Properties: properties }) => properties['FunctionName'],
    );

    expect(functionSpecs.filter(({ entry }) => !existsSync(entry)).map(({ entry }) => entry)).toEqual([]);
    expect(deployed.sort()).toEqual(functionSpecs.map(({ bundle }) => `kefu-dev-${bundle}`).sort());
  });

  it.each(functionSpecs)(
    '$id runs on Node.js 24 and arm64, traced, with its own log that ends',
    ({ bundle, timeoutSeconds, memoryMb }) => {
      const fn = functionNamed(service, `kefu-dev-${bundle}`);

      expect(fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Timeout: timeoutSeconds,
        MemorySize: memoryMb,
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
      const log = resourcesOf(service, 'AWS::Logs::LogGroup').find(
        (one) => one.Properties['LogGroupName'] === `/aws/lambda/kefu-dev-${bundle}`,
      );
      expect(log?.Properties['RetentionInDays']).toBe(14);
    },
  );

  it.each(functionSpecs)('$id is told exactly what it may touch', ({ id, bundle }) => {
    const told = Object.keys(variablesOf(bundle));
    const may = access[id];
    const table = may.reads || may.writes ? ['TABLE_NAME', 'SHARDS_TEAM', 'SHARDS_ALL', 'SHARDS_TIMERS'] : [];

    expect(told.sort()).toEqual(
      [
        ...['STAGE', 'KEFU_VERSION', 'PUBLIC_URL', 'POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE'],
        ...table,
        ...(may.dataKeys ? ['DATA_KEYS_TABLE_NAME'] : []),
        ...(may.auditObjects ? ['AUDIT_BUCKET'] : []),
        ...(may.files ? ['FILES_BUCKET'] : []),
        ...(may.snapshots ? ['SNAPSHOTS_BUCKET'] : []),
        ...(may.exportsTable ? ['TABLE_ARN'] : []),
        ...(may.secret ? ['SECRET_ARN'] : []),
        ...(may.sendsTo ?? []).map(queueVariable),
        ...(may.tokens ? ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_SCOPES', 'SECOND_FACTOR'] : []),
        ...(may.identities ? ['USER_POOL_ID'] : []),
        ...(may.publishes ? ['EVENT_BUS_NAME'] : []),
        ...(may.sendsMail ? ['MAIL_FROM'] : []),
      ].sort(),
    );
  });

  it('know the stage, the version, how lists are spread, and their own name in the metrics', () => {
    expect(variablesOf('http-tickets')).toMatchObject({
      STAGE: 'dev',
      KEFU_VERSION: PACKAGE.version,
      SHARDS_TEAM: '1',
      SHARDS_ALL: '1',
      SHARDS_TIMERS: '4',
      POWERTOOLS_SERVICE_NAME: 'kefu-dev-http-tickets',
      POWERTOOLS_METRICS_NAMESPACE: 'Kefu',
    });
    expect(variablesOf('schedules-sla-sweep')).toHaveProperty('QUEUE_URL_TICKET_ESCALATIONS');
    expect(variablesOf('schedules-survey-due')).toHaveProperty('QUEUE_URL_SURVEY_DISPATCH');
  });

  it('tell customers the public name in prod, and prove with a second secret that requests came through the edge', () => {
    const { Variables: told } = functionNamed(templatesOf('prod').service, 'kefu-prod-http-tickets')[
      'Environment'
    ] as { Variables: Record<string, unknown> };

    expect(told).toMatchObject({
      PUBLIC_URL: 'https://desk.example.com',
      SHARDS_TEAM: '2',
      SHARDS_ALL: '4',
      SHARDS_TIMERS: '16',
    });
    expect(told).toHaveProperty('ORIGIN_SECRET_ARN');
  });

  it('check tokens again wherever a caller is asked for, and know how the stage signs people in', () => {
    for (const context of httpContexts.filter((one) => one !== 'meta'))
      expect(variablesOf(`http-${context}`)).toMatchObject({
        JWT_ISSUER: expect.anything(),
        JWT_AUDIENCE: expect.anything(),
        SECOND_FACTOR: 'administrators',
      });
    const inStage = (stage: 'prod' | 'china') =>
      variablesIn(templatesOf(stage).service, `kefu-${stage}-http-people`);
    expect(inStage('prod')).toMatchObject({ SECOND_FACTOR: 'pool', FRESH_SIGN_IN_MINUTES: '10' });
    expect(inStage('china')).toMatchObject({
      SECOND_FACTOR: 'provider',
      JWT_ISSUER: 'https://login.example.cn/kefu',
      JWT_AUDIENCE: 'kefu',
    });
    expect(inStage('china')).not.toHaveProperty('USER_POOL_ID');
  });

  it('write the defaults again at a deployment that changed their code', () => {
    const [defaults] = resourcesOf(service, 'Custom::KefuDefaults');
    const { S3Key: key } = functionNamed(service, 'kefu-dev-bootstrap')['Code'] as { S3Key: string };

    expect(defaults?.Properties['code']).toBe(key);
  });
});
