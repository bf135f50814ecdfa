/** A JSON Schema (2020-12) as far as our tables make them. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
};

/** The schema with `change` done to each schema directly inside it. */
export const mapInside = (schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema => {
  const { items, prefixItems, properties, additionalProperties, propertyNames, anyOf, oneOf, allOf } = schema;
  return {
    ...schema,
    ...(items ? { items: change(items) } : {}),
    ...(prefixItems ? { prefixItems: prefixItems.map(change) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, inner]) => [name, change(inner)]),
          ),
        }
      : {}),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: change(additionalProperties) }
      : {}),
    ...(propertyNames ? { propertyNames: change(propertyNames) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(change) } : {}),
    ...(oneOf ? { oneOf: oneOf.map(change) } : {}),
    ...(allOf ? { allOf: allOf.map(change) } : {}),
  };
};

/** The same schema at every depth, innermost first. */
export const mapDeep = (schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema =>
  change(mapInside(schema, (inner) => mapDeep(inner, change)));

/** JSON with the members of every object in alphabetical order: equal for equal values. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

const PREFIX = '#/components/schemas/';
export const refTo = (name: string): JsonSchema => ({ $ref: `${PREFIX}${name}` });
export const nameOfRef = ($ref: string): string => $ref.slice(PREFIX.length);
