import * as z from 'zod';
import type { Customer } from './customer.ts';
import { gradeValueOf, stageValueOf } from './value.ts';

/*
 * Tags in dimensions (C5): `type:vip` is the value `vip` of the dimension `type`. A customer has at most one value of each; the values are
 * a setting. Two dimensions are computed from orders and can't be set. Any other tag is a free one.
 */

/** Dimensions that are computed; see `grade-settings.ts` for how. */
const COMPUTED = ['behaviour', 'stage'] as const;

const word = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,19}$/u, 'must be 1 to 20 letters, digits or -_')
  .refine((text) => text === text.toLowerCase(), 'must be in lower case');

/** The dimensions that people set, each with its values. */
export const tagDimensionsSchema = z.record(
  word.refine((name) => !COMPUTED.some((computed) => computed === name), 'is computed and cannot be set'),
  z.array(word).min(1).max(50),
);
export type TagDimensions = Readonly<z.infer<typeof tagDimensionsSchema>>;

/** Customer type and service tier (requirements, C5). */
export const shippedTagDimensions = (): TagDimensions => ({
  type: ['new', 'old', 'vip', 'ordinary'],
  tier: ['basic', 'advanced', 'exclusive'],
});

const dimensionOf = (tag: string): string | undefined => {
  const at = tag.indexOf(':');
  return at < 0 ? undefined : tag.slice(0, at);
};

/** Why a tag can't be set after those `before` it, or `undefined` when it can. A value that the customer has already stays, whatever became of the setting. */
export const tagObjection = (
  tag: string,
  {
    dimensions,
    before,
    had,
  }: { dimensions: TagDimensions; before: readonly string[]; had: readonly string[] },
): string | undefined => {
  const dimension = dimensionOf(tag);
  if (dimension === undefined) return undefined;
  if (COMPUTED.some((computed) => computed === dimension)) return 'is computed and cannot be set';
  const values = Object.hasOwn(dimensions, dimension) ? dimensions[dimension] : undefined;
  if (values === undefined) return undefined;
  if (!had.includes(tag) && !values.includes(tag.slice(dimension.length + 1)))
    return 'is not a value of its dimension';
  return before.some((other) => other !== tag && dimensionOf(other) === dimension)
    ? 'is a second value of its dimension'
    : undefined;
};

type Tagged = Pick<Customer, 'tags' | 'value'>;

/** Every tag that finds the customer: those they were given, and those that are computed. */
export const everyTag = ({ tags, value }: Tagged): readonly string[] => [
  ...new Set([...tags, `behaviour:${value?.behaviour.value ?? 'none'}`, `stage:${stageValueOf({ value })}`]),
];

/** The customer's value in each dimension, those that are computed among them. */
export const dimensionsOf = (customer: Tagged, dimensions: TagDimensions): Readonly<Record<string, string>> =>
  Object.fromEntries(
    everyTag(customer).flatMap((tag) => {
      const name = dimensionOf(tag);
      const isDimension =
        name !== undefined &&
        (COMPUTED.some((computed) => computed === name) || Object.hasOwn(dimensions, name));
      return isDimension ? [[name, tag.slice(name.length + 1)]] : [];
    }),
  );

/** Lists of their own that a customer lies in: one of each tag, one of their grade. Only who is a person of their own is listed. */
export const facetsOf = (customer: Customer | undefined): readonly string[] =>
  customer?.status === 'active' || customer?.status === 'archived'
    ? [...everyTag(customer).map((tag) => tagFacet(tag)), gradeFacet(gradeValueOf(customer))]
    : [];

export const tagFacet = (tag: string): string => `c:tag=${tag}`;
export const gradeFacet = (grade: string): string => `c:grade=${grade}`;
