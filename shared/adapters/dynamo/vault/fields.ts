import { isDeepStrictEqual } from 'node:util';

type Plain = Readonly<Record<string, unknown>>;

/** By the path of a field, what of its value in a record stays in the open and is all that is left of it once the key is gone. */
export type Left = Readonly<Record<string, (value: unknown, record: Plain) => unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (from: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (isPlain(value) ? value[name] : undefined), from);

/** The same with another value at a path whose parents exist; `undefined` takes the field away. */
const withValue = (from: Plain, [name = '', ...rest]: readonly string[], value: unknown): Plain => {
  if (rest.length > 0) {
    const inner = from[name];
    return isPlain(inner) ? { ...from, [name]: withValue(inner, rest, value) } : from;
  }
  if (value !== undefined) return { ...from, [name]: value };
  const { [name]: _, ...others } = from;
  return others;
};

/** The values that may not stay in the open, by their paths; empty where nothing has to be sealed. */
export const toSeal = (record: Plain, left: Left): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(left).flatMap(([path, leave]) => {
      const value = at(record, path.split('.'));
      return value === undefined || isDeepStrictEqual(leave(value, record), value) ? [] : [[path, value]];
    }),
  );

/** The record as it may lie in the open. */
export const inTheOpen = <T extends Plain>(record: T, left: Left): T =>
  Object.entries(left).reduce<Plain>((rest, [path, leave]) => {
    const names = path.split('.');
    const value = at(rest, names);
    return value === undefined ? rest : withValue(rest, names, leave(value, record));
  }, record) as T;

/** The record with what was sealed put back. */
export const putBack = (rest: Plain, values: Plain): Plain =>
  Object.entries(values).reduce((whole, [path, value]) => withValue(whole, path.split('.'), value), rest);
