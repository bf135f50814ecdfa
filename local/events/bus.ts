import { randomUUID } from 'node:crypto';
import { AwsError, type Operations } from '../net/aws-json.ts';
import { isObject, type JsonObject, listOf, objectOf, parsed, textOf } from '../net/json.ts';
import { type TargetInput, targetInput } from './input-transformer.ts';
import { matchesPattern } from './pattern.ts';
import type { Targets } from './targets.ts';

export type RuleTarget = { readonly arn: string; readonly input: TargetInput; readonly deadLetters?: string };

export type EventRule = {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly pattern: JsonObject;
  readonly targets: readonly RuleTarget[];
};

export type EventBuses = {
  readonly addBus: (name: string) => void;
  readonly addRule: (rule: EventRule) => void;
  /** Hands one event to the targets of every rule that matches; durable when it resolves. */
  readonly publish: (bus: string, event: JsonObject) => Promise<void>;
  readonly operations: Operations;
};

export type BusSettings = { readonly targets: Targets; readonly now: () => number; readonly region: string };

/** An event may have 1 MB, all entries of a call together as well. */
const MAX_BYTES = 1024 * 1024;

/** Event buses with rules by pattern; the default bus is always there. */
export const createBuses = ({ targets, now, region }: BusSettings): EventBuses => {
  const buses = new Set(['default']);
  const rules: EventRule[] = [];

  const publish = async (bus: string, event: JsonObject): Promise<void> => {
    for (const rule of rules.filter((one) => one.bus === bus && matchesPattern(one.pattern, event))) {
      for (const target of rule.targets) {
        const body = targetInput(target.input, event, rule);
        await targets.deliver(target.arn, body).catch(async (error: unknown) => {
          if (!target.deadLetters) throw error;
          await targets.deliver(target.deadLetters, body);
        });
      }
    }
  };
  const putEntry = async (entry: JsonObject): Promise<JsonObject> => {
    const bus = (textOf(entry['EventBusName']) ?? 'default').split('/').at(-1) ?? 'default';
    const refused = refusal(entry);
    if (refused) return { ErrorCode: 'InvalidArgument', ErrorMessage: refused };
    if (!buses.has(bus))
      return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` };
    const id = randomUUID();
    const time = typeof entry['Time'] === 'number' ? entry['Time'] * 1000 : now();
    await publish(bus, {
      version: '0',
      id,
      'detail-type': String(entry['DetailType']),
      source: String(entry['Source']),
      account: '000000000000',
      time: new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region,
      resources: listOf(entry['Resources']),
      detail: parsed(String(entry['Detail'])) as JsonObject,
    });
    return { EventId: id };
  };
  return {
    addBus: (name) => void buses.add(name),
    addRule: (rule) => {
      for (const target of rule.targets) targets.check(target.arn);
      matchesPattern(rule.pattern, {});
      rules.push(rule);
    },
    publish,
    operations: {
      PutEvents: async (input) => {
        const entries = listOf(input['Entries']).map(objectOf);
        if (entries.length === 0 || entries.length > 10) {
          throw new AwsError('ValidationException', '1 to 10 entries are allowed in a call.');
        }
        if (Buffer.byteLength(JSON.stringify(entries)) > MAX_BYTES) {
          throw new AwsError(
            'ValidationException',
            'Total size of the entries in the request is over the limit.',
          );
        }
        const results: JsonObject[] = [];
        for (const entry of entries) results.push(await putEntry(entry));
        return {
          FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
          Entries: results,
        };
      },
    },
  };
};

const refusal = (entry: JsonObject): string | undefined => {
  const { Source, DetailType, Detail } = entry;
  if (typeof Source !== 'string' || Source === '')
    return 'Parameter Source is not valid. Reason: Source is a required argument.';
  if (Source.startsWith('aws.')) return "Parameter Source is not valid. Reason: Source can't start with aws.";
  if (typeof DetailType !== 'string' || DetailType === '')
    return 'Parameter DetailType is not valid. Reason: it is required.';
  return isObject(parsed(String(Detail)))
    ? undefined
    : 'Parameter Detail is malformed. Reason: it is not a JSON object.';
};
