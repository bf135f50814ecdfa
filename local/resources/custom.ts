import { randomUUID } from 'node:crypto';
import { canonical, isObject, type Json, type JsonObject, objectOf, textOf } from '../net/json.ts';
import type { Deployed } from '../template/resolve.ts';
import { type Deployer, deployed, type Resource, type World } from './world.ts';

type Remembered = {
  readonly physicalId: string;
  readonly properties: JsonObject;
  readonly codeId: string;
  readonly data: JsonObject;
};

/**
 * A resource that a function of the template creates: called once to create, and again to update when its properties or the
 * function's code changed. Rejects with the function's own reason when it fails, which stops the start.
 */
export const customResource: Deployer = async (resource, world) => {
  const { stack, logicalId, properties } = resource;
  const key = `custom/${stack.name}/${logicalId}`;
  const before = world.store.get<Remembered>(key);
  const { codeId } = world.lambda.definitionOf(String(properties['ServiceToken']));
  const given = objectOf(stringified(properties));
  if (before && before.codeId === codeId && canonical(before.properties) === canonical(given))
    return answerOf(before);
  const answer = await call(resource, given, before, world);
  if (answer['Status'] !== 'SUCCESS') {
    throw new Error(`${stack.name}: ${logicalId} failed: ${textOf(answer['Reason']) ?? 'no reason given'}`);
  }
  const physicalId = textOf(answer['PhysicalResourceId']) ?? before?.physicalId ?? logicalId;
  const after: Remembered = { physicalId, properties: given, codeId, data: objectOf(answer['Data']) };
  world.store.set(key, after);
  return answerOf(after);
};

const answerOf = ({ physicalId, data }: Remembered): Deployed => deployed(physicalId, data);

const call = async (
  { stack, logicalId, type }: Resource,
  properties: JsonObject,
  before: Remembered | undefined,
  { lambda, callbacks, region }: World,
): Promise<JsonObject> => {
  const serviceToken = String(properties['ServiceToken']);
  const { url, answer, forget } = callbacks.expect();
  const event = {
    RequestType: before ? 'Update' : 'Create',
    ServiceToken: serviceToken,
    ResponseURL: url,
    StackId: `arn:aws:cloudformation:${region}:000000000000:stack/${stack.name}/local`,
    RequestId: randomUUID(),
    ResourceType: type,
    LogicalResourceId: logicalId,
    ResourceProperties: properties,
    ...(before ? { PhysicalResourceId: before.physicalId, OldResourceProperties: before.properties } : {}),
  };
  try {
    const ended = lambda.invoke(serviceToken, JSON.stringify(event)).then((result): JsonObject => {
      if (result.ok) return { Status: 'FAILED', Reason: 'its function ended without an answer' };
      return { Status: 'FAILED', Reason: `${result.error.errorType}: ${result.error.errorMessage}` };
    });
    // The answer comes while the function still runs; an end without one is given a moment for an answer on its way.
    const late = ended.then(async (failure) => {
      await new Promise((resolve) => setTimeout(resolve, 250));
      return failure;
    });
    const first = await Promise.race([answer, late]);
    // The next resource may need the function again, and its last words belong in the log.
    await ended;
    return first;
  } finally {
    forget();
  }
};

/** CloudFormation hands every scalar to a function as text. */
const stringified = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(stringified);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stringified(inner)]));
  return value === null ? null : String(value);
};
