import { targetInputOf } from '../events/input-transformer.ts';
import type { ScheduleTarget } from '../events/scheduler.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../net/json.ts';
import { type Deployer, deployed, physicalName } from './world.ts';

/** `AWS::Events::EventBus`. */
export const eventBus: Deployer = ({ properties }, { buses, region }) => {
  const name = String(properties['Name']);
  buses.addBus(name);
  return deployed(name, { Arn: `arn:aws:events:${region}:000000000000:event-bus/${name}`, Name: name });
};

/** `AWS::Events::Rule`, by pattern, by schedule or both. */
export const eventRule: Deployer = (resource, { buses, scheduler, region }) => {
  const { properties } = resource;
  const name = physicalName(resource, properties['Name']);
  const bus = (textOf(properties['EventBusName']) ?? 'default').split('/').at(-1) ?? 'default';
  const arn = `arn:aws:events:${region}:000000000000:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
  const targets = listOf(properties['Targets']).map(objectOf);
  const enabled = properties['State'] !== 'DISABLED';
  if (enabled && isObject(properties['EventPattern'])) {
    buses.addRule({
      name,
      arn,
      bus,
      pattern: properties['EventPattern'],
      targets: targets.map((target) => ({
        arn: String(target['Arn']),
        input: targetInputOf(target),
        ...deadLettersOf(target),
      })),
    });
  }
  const expression = textOf(properties['ScheduleExpression']);
  if (expression !== undefined) {
    const scheduled = targets.map((target) => ruleTarget(target, arn, region));
    scheduler.add({ name, expression, timeZone: 'UTC', enabled, targets: scheduled });
  }
  return deployed(name, { Arn: arn });
};

const deadLettersOf = (target: JsonObject): { deadLetters?: string } => {
  const deadLetters = textOf(objectOf(target['DeadLetterConfig'])['Arn']);
  return deadLetters ? { deadLetters } : {};
};

const ruleTarget = (target: JsonObject, arn: string, region: string): ScheduleTarget => ({
  arn: String(target['Arn']),
  body: (plannedMs, id) =>
    textOf(target['Input']) ??
    JSON.stringify({
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: new Date(plannedMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region,
      resources: [arn],
      detail: {},
    }),
  ...deadLettersOf(target),
});

/** `AWS::Scheduler::ScheduleGroup`. */
export const scheduleGroup: Deployer = (resource, { region }) => {
  const name = physicalName(resource, resource.properties['Name']);
  return deployed(name, { Arn: `arn:aws:scheduler:${region}:000000000000:schedule-group/${name}` });
};

/** `AWS::Scheduler::Schedule` with a queue or a function as its target; a flexible window is taken as none. */
export const schedule: Deployer = (resource, { scheduler, region }) => {
  const { properties } = resource;
  const name = physicalName(resource, properties['Name']);
  const group = textOf(properties['GroupName']) ?? 'default';
  const arn = `arn:aws:scheduler:${region}:000000000000:schedule/${group}/${name}`;
  const target = objectOf(properties['Target']);
  const [startMs, endMs] = [instantOf(properties['StartDate']), instantOf(properties['EndDate'])];
  scheduler.add({
    name,
    expression: String(properties['ScheduleExpression']),
    timeZone: textOf(properties['ScheduleExpressionTimezone']) ?? 'UTC',
    enabled: properties['State'] !== 'DISABLED',
    targets: [
      { arn: String(target['Arn']), body: scheduleBody(target, arn, region), ...deadLettersOf(target) },
    ],
    ...(startMs === undefined ? {} : { startMs }),
    ...(endMs === undefined ? {} : { endMs }),
  });
  return deployed(name, { Arn: arn });
};

const instantOf = (value: unknown): number | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : Date.parse(text);
};

/** The input with the scheduler's context attributes filled in, or the event it sends without an input. */
const scheduleBody =
  (target: JsonObject, arn: string, region: string): ScheduleTarget['body'] =>
  (plannedMs, id) => {
    const time = new Date(plannedMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
    const input =
      textOf(target['Input']) ??
      JSON.stringify({
        version: '0',
        id,
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account: '000000000000',
        time,
        region,
        resources: [arn],
        detail: '{}',
      });
    return input
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.execution-id>', id)
      .replaceAll('<aws.scheduler.attempt-number>', '1');
  };
