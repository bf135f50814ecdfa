import * as z from 'zod';
import { catalogue } from '#events/catalogue.ts';
import type { JsonSchema } from '../openapi/json-schema.ts';
import { eventExample } from '../samples/events.ts';
import { code, markdownTable, page } from './table.ts';

const typeText = (schema: JsonSchema): string => {
  const choices = schema.anyOf ?? [];
  if (choices.length > 0) return choices.map(typeText).join(' or ');
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(' ');
  if (schema.format === 'date-time') return 'instant';
  const prefix = /^\^([a-z]+)_\[/.exec(schema.pattern ?? '')?.[1];
  if (prefix !== undefined) return `id ${code(`${prefix}_…`)}`;
  return schema.type === 'string' && schema.pattern !== undefined
    ? `text like ${code(schema.pattern)}`
    : [schema.type].flat().join(' or ');
};

const fieldRows = (schema: z.ZodType): string[][] => {
  const { properties } = z.toJSONSchema(schema) as JsonSchema;
  const data = properties?.['data'] ?? {};
  return Object.entries(data.properties ?? {}).map(([name, field]) => [
    code(name),
    typeText(field),
    data.required?.includes(name) ? '' : 'may be left out',
  ]);
};

/** `docs/generated/events.md`: every published fact, field by field. */
export const eventsPage = (): string =>
  page(
    'Events',
    "Everything that is published on the product's event bus: `source` is `kefu`, `detail-type` is the event's `type`, `detail` the event. Facts of one case are numbered by `seq` without gaps; an event can come twice, always with the same `id`. They hold ids, words, numbers and instants, never what people wrote or who they are.",
    ...[...catalogue.values()].flatMap(({ type, version, when, schema }) => [
      `## \`${type}\``,
      `${when} Version ${version}.`,
      markdownTable(['field of `data`', 'what', ''], fieldRows(schema)),
      `\`\`\`json\n${JSON.stringify(eventExample(type))}\n\`\`\``,
    ]),
  );
