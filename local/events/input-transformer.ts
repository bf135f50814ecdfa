import { isObject, type Json, type JsonObject, objectOf, textOf } from '../net/json.ts';

/** What an EventBridge target gets instead of the event itself; at most one of these. */
export type TargetInput = {
  readonly input?: string;
  readonly inputPath?: string;
  readonly transformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
};

/** The target's input for an event, as text. */
export const targetInput = (
  shape: TargetInput,
  event: JsonObject,
  rule: { name: string; arn: string },
): string => {
  if (shape.input !== undefined) return shape.input;
  if (shape.inputPath !== undefined) return JSON.stringify(atPath(event, shape.inputPath) ?? null);
  if (shape.transformer) return transformed(shape.transformer, event, rule);
  return JSON.stringify(event);
};

/** The value at a path like `$.detail.items[0].id`; undefined where there is none. */
export const atPath = (event: Json, path: string): Json | undefined => {
  if (path === '$') return event;
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? [];
  return steps.reduce<Json | undefined>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, event);
};

const transformed = (
  { paths, template }: NonNullable<TargetInput['transformer']>,
  event: JsonObject,
  rule: { name: string; arn: string },
): string => {
  const values: Record<string, Json | undefined> = {
    ...Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, atPath(event, path)])),
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event': event,
    'aws.events.event.json': event,
    'aws.events.event.ingestion-time': event['time'],
  };
  return template.replaceAll(/<([\w.-]+)>/g, (whole, name: string, at: number) => {
    if (!Object.hasOwn(values, name)) return whole;
    const value = values[name];
    if (!insideText(template, at)) return JSON.stringify(value ?? null);
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
};

/** True between an odd and an even unescaped quotation mark. */
const insideText = (template: string, at: number): boolean =>
  (template.slice(0, at).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;

/** Reads a rule's target in its template form. */
export const targetInputOf = (target: JsonObject): TargetInput => {
  const [input, inputPath] = [textOf(target['Input']), textOf(target['InputPath'])];
  const transformer = target['InputTransformer'];
  if (input !== undefined) return { input };
  if (inputPath !== undefined) return { inputPath };
  if (!isObject(transformer)) return {};
  const paths = Object.entries(objectOf(transformer['InputPathsMap'])).map(([name, path]) => [
    name,
    String(path),
  ]);
  return {
    transformer: { paths: Object.fromEntries(paths), template: String(transformer['InputTemplate']) },
  };
};
