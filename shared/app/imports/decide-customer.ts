import { type CustomerPatch, newCustomer, patchCustomer } from '#shared/domain/customers/change.ts';
import type { Customer, ExternalId } from '#shared/domain/customers/customer.ts';
import type { ImportKey } from '#shared/domain/imports/import.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { customerWrites, newCustomerWrites } from '../customers/change-customer.ts';
import { lookupRefs } from '../customers/lookups.ts';
import { checkShops } from '../customers/shops.ts';
import { checkTags } from '../customers/tags.ts';
import { answering } from '../orders/owner.ts';
import type { Context } from '../ports.ts';
import type { Ref } from '../records.ts';
import type { Decision } from './decision.ts';
import type { CheckedRow } from './tools.ts';

type Row = CheckedRow['customers'];
type Shopped = Pick<Context, 'config'>;

/** The shop's own numbers for the customer, that of the row first. */
const externalIdsOf = (row: Row, { config }: Shopped): readonly ExternalId[] => [
  ...(row.externalId === undefined
    ? []
    : [{ shopId: row.shopId ?? config.settings.defaultShop, id: row.externalId }]),
  ...(row.externalIds ?? []),
];

/** What the row is known by: its number, else its phone, else its e-mail (`api.md`, Imports). */
const keyRef = (row: Row, context: Shopped & Pick<Context, 'digest'>): Ref<'customerLookup'> | undefined =>
  lookupRefs(
    { externalIds: externalIdsOf(row, context), phones: row.phones, emails: row.emails },
    context,
  )[0];

/** What finds the customer of a row, or stands in the way of a new one. */
export const customerRowWants = (row: Row, context: Shopped & Pick<Context, 'digest'>): readonly Ref[] =>
  lookupRefs({ ...row, externalIds: externalIdsOf(row, context) }, context);

/**
 * A customer of a file: changed where the row's key is known, else made. What a row leaves out stays; its number is added to those the
 * customer has. Nobody who was erased is brought back by a file (C9).
 */
export const decideCustomer = async (
  row: Row,
  known: ImportKey | undefined,
  context: Context,
): Promise<Decision> => {
  const externalIds = externalIdsOf(row, context);
  checkShops(externalIds, context);
  const key = keyRef(row, context);
  const id = known?.objectId ?? (key && context.found.one(key)?.customerIds[0]);
  const before = id === undefined ? undefined : await answering(id, context);
  return before === undefined ? made(row, externalIds, context) : changed(before, row, externalIds, context);
};

const made = (row: Row, externalIds: readonly ExternalId[], context: Context): Decision => {
  const { externalId: _, shopId: __, name, ...fields } = row;
  if (name === undefined) throw refuseField('name', 'is required', 'invalid_request', 'required');
  checkTags(row.tags, context);
  const customer = newCustomer(
    { ...fields, name, externalIds },
    { id: context.newId('cus'), now: context.now },
  );
  return {
    outcome: 'created',
    objectId: customer.id,
    writes: newCustomerWrites(customer, context.found, context),
  };
};

const changed = async (
  before: Customer,
  row: Row,
  externalIds: readonly ExternalId[],
  context: Context,
): Promise<Decision> => {
  if (before.status === 'erased')
    throw refuseField('externalId', 'belongs to a customer who was erased', 'conflict', 'erased');
  checkTags(row.tags, context, before.tags);
  const { externalId: _, shopId: __, externalIds: ___, ...fields } = row;
  const kept = row.externalIds === undefined ? before.externalIds : [];
  const others = kept.filter(
    (one) => !externalIds.some(({ shopId, id }) => shopId === one.shopId && id === one.id),
  );
  const missing = externalIds.some(
    ({ shopId, id }) => !before.externalIds.some((one) => one.shopId === shopId && one.id === id),
  );
  const patch: CustomerPatch = {
    ...fields,
    ...(missing || row.externalIds !== undefined ? { externalIds: [...others, ...externalIds] } : {}),
  };
  const after = patchCustomer(before, patch, context.now);
  if (isSame(before, after)) return { outcome: 'unchanged', objectId: before.id, writes: [] };
  return {
    outcome: 'updated',
    objectId: before.id,
    writes: await customerWrites(before, after, context),
  };
};

const isSame = (before: Customer, after: Customer): boolean => {
  const shown = ({ version: _, updatedAt: __, ...rest }: Customer): string =>
    JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return shown(before) === shown(after);
};
