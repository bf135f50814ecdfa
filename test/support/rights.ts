import { type Access, access } from '#infra/access.ts';
import { functionSpecs } from '#infra/functions.ts';
import type { Call } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `TKT` of the item that a request, or a part of a transaction, writes. */
const familyOf = ({ Key, Item }: Fields): string =>
  textOf(fieldsOf(fieldsOf(Key ?? Item)['pk'])['S']).split('#', 1)[0] ?? '';

const APPEND_ONLY = ['AUD', 'AUS', 'CH'];

/** Whether an entry allows one write; `verb` is that of a transaction. */
const mayWrite = ({ writes = [], checks = [], dataKeys }: Access, verb: string, part: Fields): boolean => {
  if (textOf(part['TableName']).endsWith('data-keys')) {
    const rights = { read: [], create: ['Put'], erase: ['Put', 'Delete'] } as const;
    return dataKeys !== undefined && rights[dataKeys].some((one) => one === verb);
  }
  const family = familyOf(part);
  const may = (families: readonly string[]): boolean => families.includes(family);
  if (verb === 'ConditionCheck') return may(checks) || (may(writes) && !APPEND_ONLY.includes(family));
  return may(writes) && (verb === 'Put' || !APPEND_ONLY.includes(family));
};

const writesOf = (operation: string, body: Fields): readonly (readonly [string, Fields])[] => {
  if (operation !== 'TransactWriteItems') return [[operation.replace(/Item$/, ''), body]];
  const items = Array.isArray(body['TransactItems']) ? (body['TransactItems'] as readonly unknown[]) : [];
  return items.flatMap((item) =>
    Object.entries(fieldsOf(item)).map(([verb, part]) => [verb, fieldsOf(part)] as const),
  );
};

const refusedByTable = (may: Access, operation: string, body: Fields): readonly string[] => {
  switch (operation) {
    case 'GetItem':
      return may.reads && !textOf(body['TableName']).endsWith('data-keys') ? [] : ['GetItem'];
    case 'BatchGetItem':
      return Object.keys(fieldsOf(body['RequestItems'])).flatMap((table) =>
        (table.endsWith('data-keys') ? may.dataKeys !== undefined : may.reads)
          ? []
          : [`BatchGetItem ${table}`],
      );
    case 'Query': {
      const index = body['IndexName'];
      const isAllowed = index === undefined ? may.reads : may.indexes?.some((one) => one === index);
      return isAllowed ? [] : [`Query ${textOf(index)}`];
    }
    case 'Scan':
      return may.scansTable ? [] : ['Scan'];
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
    case 'TransactWriteItems':
      return writesOf(operation, body).flatMap(([verb, part]) =>
        mayWrite(may, verb, part) ? [] : [`${verb} ${familyOf(part)}`],
      );
    default:
      return may.exportsTable ? [] : [operation];
  }
};

const refusedByBucket = (may: Access, operation: string, { bucket, key }: Fields): readonly string[] => {
  const [name, folder = ''] = [textOf(bucket), textOf(key).split('/', 1)[0] ?? ''];
  const reads = ['GetObject', 'HeadObject'].includes(operation);
  const lists = operation.startsWith('List') || operation === 'DeleteObjects';
  const { files, snapshots, auditObjects } = may;
  const inFiles = (...how: readonly ('read' | 'put' | 'write')[]): boolean =>
    how.some((one) => files?.[one]?.some((each) => lists || each === folder));
  const isAllowed = name.includes('-files-')
    ? (reads && inFiles('read')) ||
      (operation === 'PutObject' && inFiles('put')) ||
      (!reads && inFiles('write'))
    : name.includes('-snapshots-')
      ? snapshots === 'write' || (snapshots === 'read' && (reads || lists))
      : auditObjects === 'lock' || (auditObjects === 'read' && (reads || lists));
  return isAllowed ? [] : [`${operation} ${name}/${folder}`];
};

/** What AWS would refuse of a call, by the entry of the access table; empty where it is allowed. */
export const refusedOf = (
  may: Access,
  { service, operation, body }: Pick<Call, 'service' | 'operation' | 'body'>,
) => {
  const fields = fieldsOf(body);
  if (service === 'dynamodb') return refusedByTable(may, operation, fields);
  if (service === 's3') return refusedByBucket(may, operation, fields);
  // The rights of the other services are compared on the template.
  if (service !== 'sqs') return [];
  const url = textOf(fields['QueueUrl']);
  return may.sendsTo?.some((queue) => url.endsWith(`-${queue}`))
    ? []
    : [`${operation} ${url.split('/').at(-1)}`];
};

const idOf = new Map(functionSpecs.map(({ id, bundle }) => [bundle, id]));

/**
 * Looks at every call that functions make from now on, as the local engines let everybody do everything: answers what AWS would have refused,
 * by function. A plan of faults that is set later takes its place.
 */
export const watchRights = ({ engines, workers }: LocalStack, namePrefix = 'kefu-dev-') => {
  const refused = new Set<string>();
  engines.setFaults((call) => {
    const name = workers.functionOf(call.accessKeyId);
    const id = idOf.get((name ?? '').replace(namePrefix, ''));
    if (id !== undefined) for (const what of refusedOf(access[id], call)) refused.add(`${id}: ${what}`);
    return undefined;
  });
  return { refused: (): readonly string[] => [...refused].sort() };
};
