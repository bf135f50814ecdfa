import * as z from 'zod';
import { instantOut } from '#shared/contracts/words.ts';
import { type IdPrefix, idPrefixes, idSchema } from '#shared/domain/kernel/ids.ts';
import { canonical, type JsonSchema, mapDeep, refTo } from './json-schema.ts';

/** Names of the kinds of id in the document. */
const idNames: Readonly<Record<IdPrefix, string>> = {
  tkt: 'TicketId',
  msg: 'MessageId',
  cus: 'CustomerId',
  ord: 'OrderId',
  usr: 'UserId',
  team: 'TeamId',
  rol: 'RoleId',
  shop: 'OtherShopId',
  pol: 'PolicyId',
  cal: 'CalendarId',
  svy: 'SurveyId',
  rsp: 'SurveyResponseId',
  art: 'ArticleId',
  exp: 'ExportId',
  imp: 'ImportId',
  snap: 'SnapshotId',
  rst: 'RestoreId',
  evt: 'EventId',
  aud: 'AuditEventId',
  att: 'AttachmentId',
  hook: 'WebhookId',
  cmp: 'CampaignId',
  tsk: 'TaskId',
  tpl: 'SurveyTemplateId',
  view: 'ViewId',
  note: 'NoteId',
};

/** What zod says of a schema whose only fault is how it is said. */
const plain = (schema: z.ZodType): string => {
  const { $schema, ...rest } = z.toJSONSchema(schema) as JsonSchema & { $schema?: string };
  return canonical(withoutNoise(rest));
};

const SAFE = Number.MAX_SAFE_INTEGER;

const withoutNoise = (schema: JsonSchema & { example?: unknown }): JsonSchema => {
  const { example, minimum, maximum, ...rest } = schema;
  const bounds = {
    ...(minimum === undefined || minimum === -SAFE ? {} : { minimum }),
    ...(maximum === undefined || maximum === SAFE ? {} : { maximum }),
  };
  return { ...rest, ...bounds, ...(example === undefined ? {} : { examples: [example] }) };
};

const instant: JsonSchema = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'An instant: ISO 8601 in UTC with milliseconds.',
  examples: ['2026-03-02T09:00:00.000Z'],
};

/** Schemas that turn up inline all over the tables, by what they look like: text → name. */
const known: ReadonlyMap<string, string> = new Map([
  ...idPrefixes.map((prefix): [string, string] => [plain(idSchema(prefix)), idNames[prefix]]),
  [plain(instantOut), 'Instant'],
  [plain(z.iso.datetime({ precision: 3 })), 'Instant'],
]);

/** The components that `tidied` refers to by itself. */
export const knownComponents: Readonly<Record<string, JsonSchema>> = {
  Instant: instant,
  ...Object.fromEntries(
    idPrefixes.map((prefix) => [idNames[prefix], JSON.parse(plain(idSchema(prefix))) as JsonSchema]),
  ),
};

/** `anyOf` of one plain type and null, in the short form. */
const shortNull = (schema: JsonSchema): JsonSchema => {
  const [one, other] = schema.anyOf ?? [];
  if (schema.anyOf?.length !== 2 || one === undefined || other?.type !== 'null') return schema;
  if (typeof one.type !== 'string' || one.enum !== undefined || one.const !== undefined) return schema;
  const { anyOf, ...rest } = schema;
  return { ...rest, ...one, type: [one.type, 'null'] };
};

/** `anyOf` of nothing but constants of one type is an enumeration. */
const shortChoice = (schema: JsonSchema): JsonSchema => {
  const choices = schema.anyOf ?? [];
  const types = new Set(choices.map(({ type }) => type));
  const [type] = types;
  if (
    choices.length < 2 ||
    types.size !== 1 ||
    type === undefined ||
    choices.some((choice) => choice.const === undefined)
  )
    return schema;
  const { anyOf, ...rest } = schema;
  const values = choices.map((choice) => choice.const);
  return { ...rest, type: values.every(Number.isInteger) ? 'integer' : type, enum: values };
};

/**
 * A schema as it stands in the document: without noise, with references to what has a name. Answers stay open: a client must bear members
 * that it doesn't know.
 */
export const tidied = (schema: JsonSchema, side: 'input' | 'output'): JsonSchema =>
  mapDeep(schema, (inner) => {
    const { $schema, $id, ...bare } = inner as JsonSchema & { $schema?: string; $id?: string };
    const quiet = withoutNoise(bare);
    const name = known.get(canonical(quiet));
    if (name !== undefined) return refTo(name);
    const open = side === 'output' && quiet.additionalProperties === false;
    const { additionalProperties, propertyNames, ...rest } = quiet;
    return shortChoice(
      shortNull({
        ...rest,
        ...(additionalProperties === undefined || open ? {} : { additionalProperties }),
        ...(propertyNames === undefined || canonical(propertyNames) === '{"type":"string"}'
          ? {}
          : { propertyNames }),
      }),
    );
  });
