import type { Customer } from '#shared/domain/customers/customer.ts';
import {
  type GradeChange,
  gradeChangeOf,
  gradeChangeSchema,
} from '#shared/domain/customers/grade-history.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Item } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { stripped } from './strip.ts';

const TYPE = 'gradeChange';

/** A change of grade or stage follows the customer's head into the same transaction: no writer can forget it. */
export const gradeChangeFollowers = (after: Customer, before: Customer | undefined): readonly Item[] => {
  const change = gradeChangeOf(after, before);
  if (change === undefined) return [];
  const { customerId, at, version } = change;
  return [{ ...keys.gradeChange(customerId, iso(at), version), t: TYPE, v: 1, ...change }];
};

/** Reads what `gradeChangeFollowers` wrote. */
export const gradeChangeFrom = (item: Item): GradeChange => gradeChangeSchema.parse(stripped(item));
