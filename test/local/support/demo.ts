import { fn } from './assembly.ts';

const sdk = (name: string) => JSON.stringify(import.meta.resolve(`@aws-sdk/${name}`));

/** Takes notes by HTTP and keeps them in the table. */
const notes = `
import { DynamoDBClient, PutItemCommand, GetItemCommand } from ${sdk('client-dynamodb')};
const client = new DynamoDBClient({});
export const handler = async (event, context) => {
  if (event.routeKey === 'GET /me') return { sub: event.requestContext.authorizer.jwt.claims.sub, claims: event.requestContext.authorizer.jwt.claims };
  if (event.routeKey === '$default') return { statusCode: 404, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify({ path: event.rawPath }) };
  if (event.routeKey === 'POST /boom') throw new TypeError('boom');
  if (event.routeKey === 'POST /echo') return event;
  const { id } = event.pathParameters;
  if (event.requestContext.http.method === 'PUT') {
    const text = JSON.parse(event.body).text;
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: 'N#' + id }, text: { S: text }, at: { S: new Date().toISOString() } } }));
    return { statusCode: 201, headers: { location: '/notes/' + id }, body: JSON.stringify({ id, remaining: context.getRemainingTimeInMillis() }) };
  }
  const { Item } = await client.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { pk: { S: 'N#' + id } } }));
  return Item ? { text: Item.text.S, done: Item.done?.S, at: Item.at.S } : { statusCode: 404, body: '' };
};`;

/** Passes new notes from the stream on to the queue. */
const relay = `
import { SQSClient, SendMessageCommand } from ${sdk('client-sqs')};
const client = new SQSClient({});
export const handler = async ({ Records }) => {
  for (const record of Records) {
    const { pk, text } = record.dynamodb.NewImage;
    await client.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify({ id: pk.S.slice(2), text: text?.S }) }));
  }
};`;

/** Marks notes as done; those that say "poison" always fail. */
const finish = `
import { DynamoDBClient, UpdateItemCommand } from ${sdk('client-dynamodb')};
const client = new DynamoDBClient({});
export const handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    const { id, text } = JSON.parse(body);
    if (text === 'poison') { batchItemFailures.push({ itemIdentifier: messageId }); continue; }
    await client.send(new UpdateItemCommand({ TableName: process.env.TABLE, Key: { pk: { S: 'N#' + id } },
      UpdateExpression: 'SET done = :d', ExpressionAttributeValues: { ':d': { S: 'yes' } } }));
  }
  return { batchItemFailures };
};`;

/** Counts its runs, by the clock it sees. */
const nightly = `
import { DynamoDBClient, UpdateItemCommand } from ${sdk('client-dynamodb')};
const client = new DynamoDBClient({});
export const handler = async (event) => {
  await client.send(new UpdateItemCommand({ TableName: process.env.TABLE, Key: { pk: { S: 'RUNS' } },
    UpdateExpression: 'ADD runs :one SET lastDay = :day, planned = :planned',
    ExpressionAttributeValues: { ':one': { N: '1' }, ':day': { S: new Date().toISOString().slice(0, 10) }, ':planned': { S: event.scheduledAt } } }));
  return { now: Date.now() };
};`;

/** Writes the first note when the stack is deployed, and again when its properties change. */
const bootstrap = `
import { DynamoDBClient, UpdateItemCommand } from ${sdk('client-dynamodb')};
const client = new DynamoDBClient({});
export const handler = async (event) => {
  const wrong = event.ResourceProperties.fail === 'true';
  if (!wrong) await client.send(new UpdateItemCommand({ TableName: process.env.TABLE, Key: { pk: { S: 'BOOT' } },
    UpdateExpression: 'ADD runs :one SET kind = :kind', ExpressionAttributeValues: { ':one': { N: '1' }, ':kind': { S: event.RequestType } } }));
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(wrong
    ? { Status: 'FAILED', Reason: 'the defaults are wrong' }
    : { Status: 'SUCCESS', PhysicalResourceId: 'defaults', Data: { Greeting: 'hello' } }) });
};`;

/** Sends an e-mail, an SMS and a webhook, and publishes an event. */
const notify = `
import { SESv2Client, SendEmailCommand } from ${sdk('client-sesv2')};
import { SNSClient, PublishCommand } from ${sdk('client-sns')};
import { EventBridgeClient, PutEventsCommand } from ${sdk('client-eventbridge')};
import { SecretsManagerClient, GetSecretValueCommand } from ${sdk('client-secrets-manager')};
const [ses, sns, events, secrets] = [new SESv2Client({ maxAttempts: 1 }), new SNSClient({}), new EventBridgeClient({}), new SecretsManagerClient({})];
export const handler = async ({ effect, hook }) => {
  await ses.send(new SendEmailCommand({ FromEmailAddress: 'a@example.com', Destination: { ToAddresses: ['b@example.com'] },
    Content: { Simple: { Subject: { Data: 'Grüße' }, Body: { Text: { Data: 'See https://example.com/s/abc.' } }, Headers: [{ Name: 'X-Effect-Id', Value: effect }] } } }));
  await sns.send(new PublishCommand({ PhoneNumber: '+8613800000000', Message: '您好 & <bye>', MessageAttributes: { EffectId: { DataType: 'String', StringValue: effect } } }));
  await events.send(new PutEventsCommand({ Entries: [{ EventBusName: process.env.BUS, Source: 'demo', DetailType: 'note.made', Detail: JSON.stringify({ id: 'via-bus', text: 'bus' }) }] }));
  const secret = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.SECRET }));
  const sent = hook ? await fetch(hook, { method: 'POST', body: '{"type":"ping"}', headers: { 'webhook-id': 'evt_1' } }) : undefined;
  return { secret: secret.SecretString, hook: sent && { status: sent.status, body: await sent.text() } };
};`;

/** Notes which files came. */
const intake = `
import { DynamoDBClient, PutItemCommand } from ${sdk('client-dynamodb')};
const client = new DynamoDBClient({});
export const handler = async ({ Records }) => {
  for (const { body } of Records) for (const { eventName, s3 } of JSON.parse(body).Records) {
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: 'FILE#' + decodeURIComponent(s3.object.key) }, event: { S: eventName }, size: { N: String(s3.object.size) } } }));
  }
};`;

export const demoModules = { notes, relay, finish, nightly, bootstrap, notify, intake };

const table = { Ref: 'Table' };

const dataStack = (index: object = {}) => ({
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName: 'demo-table',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        Replicas: [{ Region: 'eu-central-1' }],
        ...index,
      },
    },
    Files: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Sub': 'demo-files-${AWS::AccountId}' } },
    },
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: 'demo-keys',
        GenerateSecretString: { PasswordLength: 40, ExcludePunctuation: true },
      },
    },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'demo' } },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        AccessTokenValidity: 15,
        TokenValidityUnits: { AccessToken: 'minutes' },
      },
    },
  },
  Outputs: {
    TableName: { Value: table, Export: { Name: 'data:Table' } },
    Stream: { Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] }, Export: { Name: 'data:Stream' } },
    Issuer: { Value: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] }, Export: { Name: 'data:Issuer' } },
    Audience: { Value: { Ref: 'Client' }, Export: { Name: 'data:Client' } },
    Secret: { Value: { Ref: 'Secret' }, Export: { Name: 'data:Secret' } },
  },
});

const imported = (name: string) => ({ 'Fn::ImportValue': `data:${name}` });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const route = (key: string, more: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: key,
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    ...more,
  },
});

const guarded = {
  AuthorizationType: 'JWT',
  AuthorizerId: { Ref: 'Authorizer' },
  AuthorizationScopes: ['aws.cognito.signin.user.admin'],
};

const serviceStack = (boot: object) => ({
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'demo-work-dead' } },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'demo-work',
        VisibilityTimeout: 120,
        RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 3 },
      },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
    Notes: fn('notes', { TABLE: imported('Table') }),
    Relay: fn('relay', { QUEUE: { Ref: 'Work' } }),
    Finish: fn('finish', { TABLE: imported('Table') }),
    Nightly: fn('nightly', { TABLE: imported('Table') }),
    Bootstrap: fn('bootstrap', { TABLE: imported('Table') }),
    Notify: fn('notify', { BUS: { Ref: 'Bus' }, SECRET: imported('Secret') }),
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: imported('Stream'),
        FunctionName: { Ref: 'Relay' },
        StartingPosition: 'TRIM_HORIZON',
        FilterCriteria: {
          Filters: [
            { Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"pk":{"S":[{"prefix":"N#"}]}}}}' },
          ],
        },
      },
    },
    Consumer: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('Work'),
        FunctionName: arn('Finish'),
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'demo-nightly-run',
        ScheduleExpression: 'cron(0 2 * * ? *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        State: 'ENABLED',
        Target: { Arn: arn('Nightly'), Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}' },
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'demo-bus' } },
    Arrivals: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'demo-arrivals' } },
    Intake: fn('intake', { TABLE: imported('Table') }),
    IntakeSource: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Arrivals'), FunctionName: arn('Intake') },
    },
    NotificationsHandler: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'python3.13', Handler: 'index.handler', Code: { ZipFile: 'import json' } },
    },
    Notifications: {
      Type: 'Custom::S3BucketNotifications',
      Properties: {
        ServiceToken: arn('NotificationsHandler'),
        BucketName: { 'Fn::Sub': 'demo-files-${AWS::AccountId}' },
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Events: ['s3:ObjectCreated:*'],
              QueueArn: arn('Arrivals'),
              Filter: {
                Key: {
                  FilterRules: [
                    { Name: 'suffix', Value: '.csv' },
                    { Name: 'prefix', Value: 'in/' },
                  ],
                },
              },
            },
          ],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['demo'], 'detail-type': [{ prefix: 'note.' }] },
        Targets: [{ Id: 't', Arn: arn('Work'), InputPath: '$.detail' }],
      },
    },
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'demo',
        ProtocolType: 'HTTP',
        CorsConfiguration: {
          AllowOrigins: ['https://desk.example.com'],
          AllowMethods: ['GET', 'PUT'],
          AllowHeaders: ['authorization'],
          ExposeHeaders: ['etag'],
          MaxAge: 3600,
        },
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('Notes'),
        PayloadFormatVersion: '2.0',
      },
    },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: { Ref: 'Api' },
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: imported('Issuer'), Audience: [imported('Client')] },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    Note: route('ANY /notes/{id}'),
    Me: route('GET /me', guarded),
    Boom: route('POST /boom'),
    Echo: route('POST /echo'),
    Default: route('$default'),
    Defaults: { Type: 'Custom::Defaults', Properties: { ServiceToken: arn('Bootstrap'), ...boot } },
    Greeting: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: 'greeting', Type: 'String', Value: { 'Fn::GetAtt': ['Defaults', 'Greeting'] } },
    },
  },
});

/** A small product of two stacks: an API, a table and its stream, a queue and its worker, a schedule, a bus and a custom resource. */
export const demoAssembly = ({ boot = {}, table: shape = {} }: { boot?: object; table?: object } = {}) => ({
  stacks: { 'demo-data': dataStack(shape), 'demo-service': serviceStack({ stage: 'dev', ...boot }) },
  modules: demoModules,
});
