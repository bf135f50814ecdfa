import { describe, expect, it } from 'vitest';
import { access } from '#infra/access.ts';
import { functionSpecs } from '#infra/functions.ts';
import { keys, tableShape } from '#shared/adapters/dynamo/keys.ts';
import { routes } from '#shared/contracts/routes.ts';
import { ruleOf } from '#shared/domain/restores/rules.ts';
import { actionsOf, allStatements, type Statement, statementsOf } from './support/statements.ts';
import { allTemplates, templatesOf } from './support/templates.ts';

const { service } = templatesOf('dev');
const of = (bundle: string): Statement[] => statementsOf(service, `kefu-dev-${bundle}`);
const writeActions = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
];
const isOfDataKeys = ({ Resource }: Statement): boolean => JSON.stringify(Resource).includes('DataKeys');
const isWrite = (statement: Statement): boolean =>
  statement.Effect === 'Allow' &&
  !isOfDataKeys(statement) &&
  !isCheck(statement) &&
  actionsOf([statement]).some((action) => writeActions.includes(action));
/** The right to look at items in a transaction, and to change none. */
const isCheck = (statement: Statement): boolean =>
  actionsOf([statement]).join() === 'dynamodb:ConditionCheckItem';
const leadingKeys = (statement: Statement): unknown =>
  statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];

/** First part of every partition key that `keys.ts` can make; numbers in keys are text in the end. */
const families = (): Set<string> => {
  const made = Object.values(keys).map((make) =>
    (make as unknown as (...parts: string[]) => string | { pk: string })('1', '1', '1', '1', '1'),
  );
  return new Set(made.map((key) => String((typeof key === 'string' ? key : key.pk).split('#')[0])));
};

describe('Access', () => {
  it.each(['dev', 'prod', 'china'] as const)('holds no wildcard action in %s', (stage) => {
    const actions = allTemplates(templatesOf(stage)).flatMap((template) =>
      actionsOf(allStatements(template)),
    );

    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('names its resources, but for traces and text messages, which have none', () => {
    const wild = allStatements(service).filter(
      ({ Effect, Resource }) => Effect === 'Allow' && [Resource].flat().includes('*'),
    );

    expect(new Set(actionsOf(wild))).toEqual(
      new Set(['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'sns:Publish']),
    );
  });

  it('shuts topics out of the right to send text messages', () => {
    for (const worker of ['workers-survey-dispatch', 'workers-notifications']) {
      const denied = of(worker).filter(
        ({ Effect, Action }) => Effect === 'Deny' && [Action].flat().includes('sns:Publish'),
      );

      expect(denied).toMatchObject([{ Action: 'sns:Publish' }]);
      expect(JSON.stringify(denied[0]?.Resource)).toContain(':sns:*:*:*');
    }
  });

  it.each(functionSpecs)('lets $id write items of its families and of no other', ({ id, bundle }) => {
    const writing = of(bundle).filter(isWrite);
    const may = (access[id].writes ?? []).map((family) => `${family}#*`);

    expect(writing.flatMap(leadingKeys).sort()).toEqual(may.sort());
  });

  it.each(functionSpecs)(
    'lets $id make its writes depend on what it may and on nothing else',
    ({ id, bundle }) => {
      const checked = of(bundle).filter(isCheck).flatMap(leadingKeys);

      expect(checked).toEqual((access[id].checks ?? []).map((family) => `${family}#*`));
    },
  );

  it('lets webhooks park what waits on the condition that their settings are as they were read, and change none of these', () => {
    expect(access['workers/webhook-deliveries'].checks).toEqual(['CFG']);
    expect(access['workers/webhook-deliveries'].writes).not.toContain('CFG');
  });

  it('lets the function that signs links for files put those that are handed in, and take none away', () => {
    const actions = actionsOf(of('http-data')).filter((action) => action.startsWith('s3:'));

    expect([...new Set(actions)].sort()).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
  });

  it('lets functions read data keys, those create them that write records of customers, and those delete them that erase', () => {
    const keyActions = (bundle: string): string[] =>
      actionsOf(of(bundle).filter(isOfDataKeys)).map((action) => action.replace('dynamodb:', ''));
    const having = (action: string): string[] =>
      functionSpecs
        .filter(({ bundle }) => keyActions(bundle).includes(action))
        .map(({ id }) => id)
        .sort();

    expect(having('DeleteItem')).toEqual(['http/customers', 'workers/customer-work', 'workers/restores']);
    expect(having('PutItem')).toContain('http/tickets');
    expect(having('PutItem')).not.toContain('http/reports');
    expect(having('BatchGetItem')).toEqual(
      functionSpecs.flatMap(({ id }) => (access[id].dataKeys ? [id] : [])).sort(),
    );
    expect(new Set(functionSpecs.flatMap(({ bundle }) => keyActions(bundle)))).toEqual(
      new Set(['BatchGetItem', 'PutItem', 'DeleteItem']),
    );
  });

  it('lets restores write every family of which they put anything back', () => {
    const { writes = [] } = access['workers/restores'];
    const kept = [...families()].filter(
      (family) => ruleOf({ pk: `${family}#1`, sk: '1', type: 'user' }) !== 'never',
    );

    expect(kept.length).toBeGreaterThan(15);
    expect(kept.filter((family) => !writes.some((one) => one === family))).toEqual([]);
  });

  it('speaks of families that exist, and leaves out none that a function could need', () => {
    const spoken = new Set(Object.values(access).flatMap(({ writes = [] }) => writes));

    expect([...spoken].filter((family) => !families().has(family))).toEqual([]);
    expect([...families()].filter((family) => !spoken.has(family as never))).toEqual([]);
  });

  it('lets a context without changes of its own write nothing but the count of calls and the trail', () => {
    const contexts = new Map<string, string[]>();
    for (const [id, { method }] of Object.entries(routes)) {
      const context = String(id.split('/')[0]);
      contexts.set(context, [...(contexts.get(context) ?? []), method]);
    }
    for (const [context, methods] of contexts) {
      const { writes = [] } = access[`http/${context}` as keyof typeof access];

      expect(
        writes.some((family) => family !== 'RL' && family !== 'AUD'),
        context,
      ).toBe(methods.some((method) => method !== 'GET'));
    }
  });

  it('never deletes the table or puts another in its place, and lets snapshots alone export it', () => {
    const exporting = functionSpecs.filter(({ id }) => access[id].exportsTable).map(({ id }) => id);
    const exports = [
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeExport',
      'dynamodb:ExportTableToPointInTime',
    ];
    const onTable = actionsOf(allStatements(service)).filter((action) => action.startsWith('dynamodb:'));

    expect(new Set(onTable)).toEqual(
      new Set([
        ...writeActions,
        ...['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
        ...[
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        ...exports,
        // Counted by a restore before it begins.
        'dynamodb:Scan',
      ]),
    );
    expect(exporting).toEqual(['workers/snapshots']);
    for (const { id, bundle } of functionSpecs)
      expect(
        actionsOf(of(bundle)).filter((action) => exports.includes(action)),
        id,
      ).toHaveLength(id === 'workers/snapshots' ? exports.length : 0);
  });

  it('asks indexes by name, and every index is asked by someone', () => {
    const asked = new Set(Object.values(access).flatMap(({ indexes = [] }) => indexes));

    expect([...asked].sort()).toEqual(Object.keys(tableShape.indexes).sort());
    expect(JSON.stringify(allStatements(service))).not.toContain('/index/*');
  });

  it.each([
    ['events:PutEvents', ['streams-publish-changes']],
    ['ses:SendEmail', ['workers-customer-work', 'workers-notifications', 'workers-survey-dispatch']],
    ['sns:Publish', ['workers-customer-work', 'workers-notifications', 'workers-survey-dispatch']],
    ...['AdminCreateUser', 'AdminDisableUser', 'AdminUserGlobalSignOut', 'ListUsers'].map(
      (operation): [string, string[]] => [`cognito-idp:${operation}`, ['http-people']],
    ),
    ...['AdminSetUserPassword', 'AdminInitiateAuth', 'AdminDeleteUser'].map(
      (operation): [string, string[]] => [`cognito-idp:${operation}`, []],
    ),
    ['dynamodb:GetRecords', ['streams-aggregates', 'streams-publish-changes']],
    [
      'sqs:ReceiveMessage',
      functionSpecs
        .filter(({ id }) => id.startsWith('workers/'))
        .map(({ bundle }) => bundle)
        .sort(),
    ],
    [
      'sqs:SendMessage',
      functionSpecs
        .filter(({ id }) => access[id].failures !== undefined || (access[id].sendsTo ?? []).length > 0)
        .map(({ bundle }) => bundle)
        .sort(),
    ],
  ])('gives %s to %j only', (action, wanted) => {
    const having = functionSpecs
      .map(({ bundle }) => bundle)
      .filter((bundle) => actionsOf(of(bundle)).includes(action));

    expect(having.sort()).toEqual(wanted);
  });

  it("sends mail in the name of the stage's sender alone", () => {
    const mail = of('workers-survey-dispatch').find((statement) =>
      actionsOf([statement]).includes('ses:SendEmail'),
    );

    expect(mail?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'service@example.com' } });
    expect(JSON.stringify(mail?.Resource)).toContain('identity/example.com');
  });

  it('uses the key of the customer only in the name of the services that keep data', () => {
    const { service: prod } = templatesOf('prod');
    const usingKey = allStatements(prod).filter((statement) =>
      actionsOf([statement]).some((action) => action.startsWith('kms:')),
    );

    expect(usingKey.length).toBeGreaterThanOrEqual(functionSpecs.length);
    for (const statement of usingKey) expect(JSON.stringify(statement.Condition)).toContain('kms:ViaService');
    expect(actionsOf(allStatements(service)).filter((action) => action.startsWith('kms:'))).toEqual([]);
  });

  it('lets each function be taken on by Lambda only', () => {
    for (const { bundle } of functionSpecs) expect(of(bundle).length, bundle).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(service.findResources('AWS::IAM::Role'))).not.toMatch(
      /"AWS":|managedPolicy|ManagedPolicyArns/,
    );
  });
});
