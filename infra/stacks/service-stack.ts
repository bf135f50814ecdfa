import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type QueueId, queues } from '#shared/contracts/queues.ts';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import PACKAGE from '../../package.json' with { type: 'json' };
import { access } from '../access.ts';
import { alarmsOf } from '../alarms/list.ts';
import { ApiDomain } from '../constructs/api-domain.ts';
import { Defaults } from '../constructs/defaults.ts';
import { EventRouting } from '../constructs/event-routing.ts';
import { type FailureQueue, ServiceFailureQueue } from '../constructs/failure-queue.ts';
import { KefuHttpApi } from '../constructs/http-api.ts';
import { KefuAlarms } from '../constructs/kefu-alarms.ts';
import { KefuDashboard } from '../constructs/kefu-dashboard.ts';
import { KefuFunction } from '../constructs/kefu-function.ts';
import { consume, KefuQueue } from '../constructs/queue-worker.ts';
import { KefuSchedules } from '../constructs/schedules.ts';
import { consumeEvents } from '../constructs/stream-consumer.ts';
import { environmentOf } from '../environment.ts';
import { type FunctionId, type FunctionSpec, functionSpecs, httpContexts, streamIds } from '../functions.ts';
import { physicalName, type Stage } from '../stages.ts';
import { keyStatements, type Reachable, statementsOf } from '../statements.ts';
import type { DataStack } from './data-stack.ts';

export type CodeOf = (spec: FunctionSpec) => Code;
export type FailureQueues = Readonly<Record<'stream' | 'schedule' | 'event', FailureQueue>>;

/** Everything that computes: the API, the functions, their queues and schedules. It holds no data that could not be made again. */
export class ServiceStack extends Stack {
  readonly api: KefuHttpApi;
  readonly functions: Readonly<Record<FunctionId, KefuFunction>>;
  readonly queues: Readonly<Record<QueueId, KefuQueue>>;
  readonly failures: FailureQueues;

  constructor(
    scope: Construct,
    id: string,
    { stage, data, code }: { readonly stage: Stage; readonly data: DataStack; readonly code: CodeOf },
  ) {
    super(scope, id, {
      stackName: id,
      env: { region: stage.region },
      terminationProtection: stage.terminationProtection,
    });
    const nameOf = (logical: string) => physicalName(stage, logical);
    const { key } = data;
    this.queues = byId(
      Object.keys(queues) as QueueId[],
      (queueId) => new KefuQueue(this, queueId, { queueId, queueName: nameOf(queueId), key }),
    );
    this.failures = byId(
      ['stream', 'schedule', 'event'] as const,
      (kind) =>
        new ServiceFailureQueue(this, `${kind}-failures`, { queueName: nameOf(`${kind}-failures`), key }),
    );
    const routing = new EventRouting(this, 'Events', {
      busName: `kefu-${stage.name}`,
      archiveDays: stage.eventArchiveDays,
      notifications: this.queues.notifications.queue,
      failures: this.failures.event,
      key,
    });
    this.api = new KefuHttpApi(this, 'Http', {
      apiName: nameOf('api'),
      accessLog: data.accessLog,
      corsOrigins: stage.corsOrigins,
      throttle: stage.throttle,
      ...data.issuer,
      hidden: stage.edge !== undefined,
    });
    if (stage.edge) new ApiDomain(this, 'Domain', { api: this.api, domainName: stage.edge.domainName });
    this.functions = this.#functions(stage, data, code, routing.bus.eventBusArn);
    this.api.serve(byId(httpContexts, (context) => this.functions[`http/${context}`]));
    for (const queue of Object.values(this.queues))
      consume(this.functions[`workers/${queue.queueId}`], queue);
    for (const stream of streamIds)
      consumeEvents(
        this.functions[`streams/${stream}`],
        String(data.table.tableStreamArn),
        this.failures.stream,
      );
    new KefuSchedules(this, 'Schedules', {
      groupName: nameOf('schedules'),
      scheduleName: nameOf,
      functions: byId(
        Object.keys(schedules) as ScheduleId[],
        (scheduleId) => this.functions[`schedules/${scheduleId}`],
      ),
      failures: this.failures.schedule,
      statementsForKey: keyStatements(key?.keyArn),
    });
    this.#watch(stage, data);
    new Defaults(this, 'Defaults', { bootstrap: this.functions.bootstrap, stageName: stage.name });
  }

  #watch(stage: Stage, data: DataStack): void {
    const nameOf = (logical: string) => physicalName(stage, logical);
    const watchAll = stage.alarms === 'all';
    const tableName = nameOf('table');
    const alarms = alarmsOf({ nameOf, tableName, signIn: data.signIn }).filter(
      ({ essential }) => essential || watchAll,
    );
    const made = new KefuAlarms(this, 'Alarms', {
      nameOf,
      alarms,
      apiId: watchAll ? this.api.apiId : undefined,
      email: stage.alarmEmail,
      key: data.key,
    });
    if (stage.dashboard)
      new KefuDashboard(this, 'Dashboard', { nameOf, apiId: this.api.apiId, tableName, alarms: made.alarms });
  }

  #functions(stage: Stage, data: DataStack, code: CodeOf, busArn: string): Record<FunctionId, KefuFunction> {
    const reachable: Reachable = {
      tableArn: data.table.tableArn,
      streamArn: String(data.table.tableStreamArn),
      queueArn: (queueId) => this.queues[queueId].queue.queueArn,
      failureQueueArn: (name) => this.failures[name === 'stream-failures' ? 'stream' : 'schedule'].queueArn,
      busArn,
      secretArn: data.rootSecret.secretArn,
      originSecretArn: data.originSecret?.secretArn,
      keyArn: data.key?.keyArn,
      mailFrom: stage.mailFrom,
    };
    const scope = new Construct(this, 'Functions');
    const specs = new Map(functionSpecs.map((spec) => [spec.id, spec]));
    return byId([...specs.keys()], (functionId) => {
      const spec = specs.get(functionId) as FunctionSpec;
      return new KefuFunction(scope, spec.bundle, {
        spec,
        functionName: physicalName(stage, spec.bundle),
        code: code(spec),
        environment: environmentOf(access[functionId], {
          stage,
          version: PACKAGE.version,
          tableName: data.table.tableName,
          secretArn: reachable.secretArn,
          originSecretArn: reachable.originSecretArn,
          publicUrl: stage.edge ? `https://${stage.edge.domainName}` : this.api.endpoint,
          queueUrl: (queueId) => this.queues[queueId].queue.queueUrl,
          busName: `kefu-${stage.name}`,
        }),
        statements: statementsOf(access[functionId], reachable),
        logDays: stage.logDays.functions,
        logRemoval: stage.terminationProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        key: data.key,
      });
    });
  }
}

const byId = <Id extends string, Value>(ids: readonly Id[], make: (id: Id) => Value): Record<Id, Value> =>
  Object.fromEntries(ids.map((id) => [id, make(id)])) as Record<Id, Value>;
