import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { catalogue } from '#events/catalogue.ts';
import { webhookEventTypes } from '#shared/contracts/webhooks.ts';

type Json = Readonly<Record<string, unknown>>;

/** Texts in a schema that could hold anything: neither a list of words nor in a form of their own. */
const freeTexts = (schema: unknown, path = ''): string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((one) => freeTexts(one, path));
  const json = schema as Json;
  const isFree =
    [json['type']].flat().includes('string') &&
    !['pattern', 'format', 'enum', 'const'].some((word) => json[word] !== undefined);
  const properties = Object.entries((json['properties'] ?? {}) as Json).flatMap(([name, value]) =>
    freeTexts(value, `${path}.${name}`),
  );
  const open = json['type'] === 'object' && json['additionalProperties'] !== false ? [`${path} is open`] : [];
  return [
    ...(isFree ? [path] : []),
    ...properties,
    ...open,
    ...freeTexts(json['anyOf'], path),
    ...freeTexts(json['items'], path),
  ];
};

describe('What webhooks are told', () => {
  it.each(webhookEventTypes)(
    'of %s is a fact of the catalogue, made of ids, words, numbers and instants only',
    (type) => {
      const fact = catalogue.get(type);
      if (!fact) throw new Error(`${type} is not in the catalogue`);
      const schema = z.toJSONSchema(fact.schema, { io: 'input' });

      expect(freeTexts(schema)).toEqual([]);
    },
  );

  it('would be found out with a text that could hold anything', () => {
    const schema = z.strictObject({
      data: z.strictObject({ reason: z.string().nullable() }),
      open: z.object({}),
    });

    expect(freeTexts(z.toJSONSchema(schema, { io: 'input' }))).toEqual(['.data.reason', '.open is open']);
  });
});
