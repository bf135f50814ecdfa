import { Big, type Path } from './dynalite.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

export type TypeName = keyof AttributeValue;

export const typeOf = (value: AttributeValue): TypeName => {
  for (const type in value) return type as TypeName;
  throw new Error('An attribute value without a type');
};

/** The value a path leads to. */
export const valueAt = (item: AttributeMap, path: Path): AttributeValue | undefined => {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    value = typeof step === 'number' ? value.L?.[step] : value.M?.[step];
    if (value === undefined) return undefined;
  }
  return value;
};

/** Order of two numbers in DynamoDB's decimal text. */
export const compareNumbers = (a: string, b: string): number =>
  // Doubles are exact up to 15 digits; beyond that decimals are compared digit by digit.
  a.length <= 15 && b.length <= 15 ? Number(a) - Number(b) : new Big(a).cmp(b);

/** Order of two scalars of one type; undefined when they have no order. Strings and binaries are ordered by their bytes. */
export const compareScalars = (a: AttributeValue, b: AttributeValue): number | undefined => {
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined)
    return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
};

/** Whether two values are of one type and equal: sets whatever their order, documents in depth. */
export const equalValues = (a: AttributeValue, b: AttributeValue): boolean => {
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  if (a.M !== undefined && b.M !== undefined) return equalItems(a.M, b.M);
  if (a.L !== undefined && b.L !== undefined) return equalLists(a.L, b.L);
  const [left, right] = [a[type], b[type]];
  return Array.isArray(left) && Array.isArray(right)
    ? equalSets(left as string[], right as string[])
    : left === right;
};

export const equalItems = (a: AttributeMap, b: AttributeMap): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [left, right] = [a[name], b[name]];
      return left !== undefined && right !== undefined && equalValues(left, right);
    })
  );
};

const equalLists = (a: AttributeValue[], b: AttributeValue[]): boolean =>
  a.length === b.length &&
  a.every((value, index) => {
    const other = b[index];
    return other !== undefined && equalValues(value, other);
  });

const equalSets = (a: string[], b: string[]): boolean => {
  const members = new Set(a);
  return a.length === b.length && b.every((member) => members.has(member));
};
