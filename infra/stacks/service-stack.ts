import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type QueueId, queues } from '#shared/contracts/queues.ts';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import PACKAGE from '../../package.json' with { type: 'json' };
import { alarmsOf } from '../alarms/list.ts';
import { ApiDomain } from '../constructs/api-domain.ts';
import { Defaults } from '../constructs/defaults.ts';
import { EventRouting } from '../constructs/event-routing.ts';
import { type FailureQueue, ServiceFailureQueue } from '../constructs/failure-queue.ts';
import { KefuHttpApi } from '../constructs/http-api.ts';
import { KefuAlarms } from '../constructs/kefu-alarms.ts';
import { bucketArn } from '../constructs/kefu-bucket.ts';
import { KefuDashboard } from '../constructs/kefu-dashboard.ts';
import { localArn } from '../constructs/kefu-function.ts';
import { type CodeOf, KefuFunctions } from '../constructs/kefu-functions.ts';
import { consume, KefuQueue } from '../constructs/queue-worker.ts';
import { KefuSchedules } from '../constructs/schedules.ts';
import { consumeEvents, streamFilters } from '../constructs/stream-consumer.ts';
import { UploadedFiles } from '../constructs/uploaded-files.ts';
import { environmentOf, type Told } from '../environment.ts';
import { httpContexts, streamIds } from '../functions.ts';
import { physicalName, type Stage } from '../stages.ts';
import { keyStatements, type Reachable, statementsOf } from '../statements.ts';
import type { DataStack } from './data-stack.ts';

const FAILURES = ['stream', 'schedule', 'event'] as const;
type FailureKind = (typeof FAILURES)[number];

export type ServiceStackProps = { readonly stage: Stage; readonly data: DataStack; readonly code: CodeOf };

/** Everything that computes: the API, the functions, their queues and schedules. It holds no data that could not be made again. */
export class ServiceStack extends Stack {
  readonly #stage: Stage;
  readonly #data: DataStack;
  readonly #queues: Readonly<Record<QueueId, KefuQueue>>;
  readonly #failures: Readonly<Record<FailureKind, FailureQueue>>;
  readonly #api: KefuHttpApi;

  constructor(scope: Construct, id: string, { stage, data, code }: ServiceStackProps) {
    super(scope, id, {
      stackName: id,
      env: { region: stage.region },
      terminationProtection: stage.terminationProtection,
    });
    this.#stage = stage;
    this.#data = data;
    const { key } = data;
    this.#queues = byId(
      Object.keys(queues) as QueueId[],
      (queueId) => new KefuQueue(this, queueId, { queueId, queueName: this.#name(queueId), key }),
    );
    this.#failures = byId(
      FAILURES,
      (kind) =>
        new ServiceFailureQueue(this, `${kind}-failures`, { queueName: this.#name(`${kind}-failures`), key }),
    );
    const routing = new EventRouting(this, 'Events', {
      busName: `kefu-${stage.name}`,
      archiveDays: stage.eventArchiveDays,
      notifications: this.#queues.notifications.queue,
      webhooks: this.#queues['webhook-deliveries'].queue,
      failures: this.#failures.event,
      key,
    });
    new UploadedFiles(this, 'UploadedFiles', {
      ruleName: this.#name('uploaded-imports'),
      bucketName: data.buckets.files.bucketName,
      imports: this.#queues.imports.queue,
      failures: this.#failures.event,
    });
    this.#api = this.#declareApi();
    const functions = this.#declareFunctions(code, routing.bus.eventBusArn);
    this.#connect(functions);
    this.#watch();
    new Defaults(this, 'Defaults', { bootstrap: functions.byId.bootstrap, stageName: stage.name });
  }

  #name(logical: string): string {
    return physicalName(this.#stage, logical);
  }

  #declareApi(): KefuHttpApi {
    const { corsOrigins, throttle, edge } = this.#stage;
    const { accessLog, issuer } = this.#data;
    const api = new KefuHttpApi(this, 'Http', {
      apiName: this.#name('api'),
      accessLog,
      corsOrigins,
      throttle,
      ...issuer,
      hidden: edge !== undefined,
    });
    if (edge) new ApiDomain(this, 'Domain', { api, domainName: edge.domainName });
    return api;
  }

  #declareFunctions(code: CodeOf, busArn: string): KefuFunctions {
    const stage = this.#stage;
    const { table, dataKeys, buckets, rootSecret, originSecret, key } = this.#data;
    const secrets = { secretArn: rootSecret.secretArn, originSecretArn: originSecret?.secretArn };
    const told: Told = {
      ...secrets,
      stage,
      version: PACKAGE.version,
      tableName: table.tableName,
      dataKeysTableName: dataKeys.tableName,
      auditBucketName: buckets.audit.bucketName,
      filesBucketName: buckets.files.bucketName,
      snapshotsBucketName: buckets.snapshots.bucketName,
      tableArn: table.tableArn,
      publicUrl: stage.edge ? `https://${stage.edge.domainName}` : this.#api.endpoint,
      queueUrl: (queueId) => this.#queues[queueId].queue.queueUrl,
      busName: `kefu-${stage.name}`,
      ...this.#data.issuer,
      userPoolId: this.#data.signIn?.userPoolId,
    };
    const reachable: Reachable = {
      ...secrets,
      tableArn: table.tableArn,
      exportsArn: localArn('dynamodb', `table/${this.#name('table')}/export/*`),
      dataKeysArn: dataKeys.tableArn,
      auditBucketArn: bucketArn(this.#name('audit')),
      filesBucketArn: bucketArn(this.#name('files')),
      snapshotsBucketArn: bucketArn(this.#name('snapshots')),
      streamArn: String(table.tableStreamArn),
      queueArn: (queueId) => this.#queues[queueId].queue.queueArn,
      failureQueueArn: (kind) => this.#failures[kind].queueArn,
      busArn,
      keyArn: key?.keyArn,
      mailFrom: stage.mailFrom,
      userPoolArn: this.#data.signIn?.userPoolArn,
    };
    return new KefuFunctions(this, 'Functions', {
      nameOf: (logical) => this.#name(logical),
      code,
      environmentOf: (access) => environmentOf(access, told),
      statementsOf: (access) => statementsOf(access, reachable),
      logDays: stage.logDays.functions,
      logRemoval: stage.terminationProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      key,
    });
  }

  /** Leads requests, messages, facts and the clock to their functions. */
  #connect({ byId: functions }: KefuFunctions): void {
    this.#api.serve(byId(httpContexts, (context) => functions[`http/${context}`]));
    for (const queue of Object.values(this.#queues)) consume(functions[`workers/${queue.queueId}`], queue);
    for (const stream of streamIds)
      consumeEvents(
        functions[`streams/${stream}`],
        String(this.#data.table.tableStreamArn),
        this.#failures.stream,
        streamFilters[stream],
      );
    new KefuSchedules(this, 'Schedules', {
      groupName: this.#name('schedules'),
      scheduleName: (scheduleId) => this.#name(scheduleId),
      functions: byId(
        Object.keys(schedules) as ScheduleId[],
        (scheduleId) => functions[`schedules/${scheduleId}`],
      ),
      failures: this.#failures.schedule,
      statementsForKey: keyStatements(this.#data.key?.keyArn),
    });
  }

  #watch(): void {
    const { alarms: extent, alarmEmail, dashboard } = this.#stage;
    const nameOf = (logical: string) => this.#name(logical);
    const { apiId } = this.#api;
    const tableName = nameOf('table');
    const alarms = alarmsOf({ nameOf, tableName, apiId, signIn: this.#data.signIn }).filter(
      ({ essential }) => essential || extent === 'all',
    );
    const made = new KefuAlarms(this, 'Alarms', {
      nameOf,
      alarms,
      apiId: extent === 'all' ? apiId : undefined,
      email: alarmEmail,
      key: this.#data.key,
    });
    if (dashboard) new KefuDashboard(this, 'Dashboard', { nameOf, apiId, tableName, alarms: made.alarms });
  }
}

const byId = <Id extends string, Value>(ids: readonly Id[], make: (id: Id) => Value): Record<Id, Value> =>
  Object.fromEntries(ids.map((id) => [id, make(id)])) as Record<Id, Value>;
