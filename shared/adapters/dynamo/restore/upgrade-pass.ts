import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Kind, Records, Write } from '#shared/app/records.ts';
import type { UpgradeStep } from '#shared/app/restores/run-upgrade.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { itemKindOf, kinds } from '../items/index.ts';
import { getItems } from '../read.ts';
import { versionOfItem } from '../schema-version.ts';
import { sealsFor } from '../seal-writes.ts';
import type { Table } from '../table.ts';
import { itemOf } from '../write.ts';
import { conditionOn, eachOf, keyOfItem, nameOf, unlessLost } from './raw.ts';
import { endOf, walkTable } from './walk.ts';

const AT_ONCE = 8;

type Known = { readonly name: Kind; readonly kind: ItemKind<Kind> };
type ByType = ReadonlyMap<string, Known>;

/** Every kind of record by its type. */
export const kindsByType = (): ByType =>
  new Map(
    kinds.map((name) => [itemKindOf(name).type, { name, kind: itemKindOf(name) as ItemKind<Kind> }] as const),
  );

/**
 * Goes through the table and writes every item of an earlier version in the present one, on the condition that it is as it was read. What a
 * later version of the product has written is counted and left alone.
 */
export const upgradePass = async (
  table: Table,
  after: ItemKey | undefined,
  isOver: () => boolean,
  byType: ByType = kindsByType(),
): Promise<UpgradeStep> => {
  const told = { read: 0, upgraded: 0, newer: 0 };
  let next = after;
  for await (const page of walkTable(table, after, undefined)) {
    const older = page.flatMap((item) => {
      const known = byType.get(String(item['t']));
      if (!known) return [];
      if (versionOfItem(item) > known.kind.schemaVersion) told.newer += 1;
      return versionOfItem(item) < known.kind.schemaVersion ? [{ item, known }] : [];
    });
    told.read += page.length;
    const opened = await getItems(
      table,
      older.map(({ item }) => keyOfItem(item)),
    );
    await eachOf(older, AT_ONCE, async ({ item, known }) => {
      const whole = opened.get(nameOf(keyOfItem(item)));
      if (whole && (await rewrite(table, item, whole, known))) told.upgraded += 1;
    });
    next = endOf(page) ?? next;
    if (isOver()) return { ...told, next };
  }
  return { ...told, next: undefined };
};

/** Sealed again as the present version seals; the version of the record stays, as nothing of it has changed for anybody. */
const rewrite = async (
  table: Table,
  stored: Stored,
  opened: Item,
  { name, kind }: Known,
): Promise<boolean> => {
  const record = kind.fromItem(opened) as Records[Kind];
  const seals = await sealsFor(table, [{ op: 'put', kind: name, record } as Write]);
  const { ConditionExpression, ...on } = conditionOn(stored);
  const isWritten = await unlessLost(() =>
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: seals.sealed(kind, record, itemOf(kind, record, table)),
        ...on,
        ConditionExpression: `${ConditionExpression} AND (attribute_not_exists(#v) OR #v = :v)`,
        ExpressionAttributeNames: { '#v': 'v' },
        ExpressionAttributeValues: { ...on.ExpressionAttributeValues, ':v': versionOfItem(stored) },
      }),
    ),
  );
  if (isWritten) seals.done();
  return isWritten;
};
