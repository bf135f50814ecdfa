import * as z from 'zod';
import { catalogue } from '#events/catalogue.ts';
import type { JsonSchema } from '../openapi/json-schema.ts';
import { sample } from '../openapi/sample.ts';
import { knownComponents, tidied } from '../openapi/tidy.ts';

const components = new Map(Object.entries(knownComponents));

/** An example of anything that a schema describes, with all its members. */
export const exampleOf = (schema: z.ZodType): unknown =>
  sample(tidied(z.toJSONSchema(schema) as JsonSchema, 'output'), { components, side: 'output' });

/** A published event of this type. Throws where the catalogue has none. */
export const eventExample = (type: string): Readonly<Record<string, unknown>> => {
  const definition = catalogue.get(type);
  if (!definition) throw new Error(`${type} is not in the catalogue`);
  return exampleOf(definition.schema) as Readonly<Record<string, unknown>>;
};
