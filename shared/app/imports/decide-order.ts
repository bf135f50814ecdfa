import type { Import } from '#shared/domain/imports/import.ts';
import { type Telling, tellingWants, tellOrder } from '../orders/upsert.ts';
import type { Context } from '../ports.ts';
import type { Ref } from '../records.ts';
import type { Decision } from './decision.ts';
import type { CheckedRow } from './tools.ts';

type Row = CheckedRow['orders'];

const tellingOf = (
  row: Row,
  job: Pick<Import, 'createdAt'>,
  { config }: Pick<Context, 'config'>,
): Telling => ({
  ...row,
  shopId: row.shopId ?? config.settings.defaultShop,
  sourceUpdatedAt: row.sourceUpdatedAt ?? job.createdAt,
});

/** The order by its number, and its customer or what finds them. */
export const orderRowWants = (
  row: Row,
  job: Pick<Import, 'createdAt'>,
  context: Pick<Context, 'config' | 'digest'>,
): readonly Ref[] => tellingWants(tellingOf(row, job, context), context);

/** An order of a file is one more account of it, as its `PUT` is: an older one changes nothing. */
export const decideOrder = async (
  row: Row,
  job: Pick<Import, 'createdAt'>,
  context: Context,
): Promise<Decision> => {
  const { order, isNew, writes } = await tellOrder(tellingOf(row, job, context), context);
  const outcome = isNew ? 'created' : writes.length === 0 ? 'unchanged' : 'updated';
  return { outcome, objectId: order.id, writes };
};
