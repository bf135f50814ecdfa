import type { RevealField } from '../../people/permissions.ts';

/** What a row is made of: a resource as the API shows it to whoever asked. */
export type Row = Readonly<Record<string, unknown>>;

/** How a column is written: `decimal` is a number written as text; `list` are short texts; `json` is whatever else. */
export type CellType = 'text' | 'integer' | 'decimal' | 'boolean' | 'instant' | 'list' | 'json';

/** A value of a row; `undefined` where there is none. */
export type Cell = string | number | boolean | readonly string[] | object | undefined;

export type Column = {
  readonly name: string;
  readonly type: CellType;
  of(row: Row): unknown;
  /** Whoever may reveal this sees the column plain. */
  readonly reveals?: RevealField;
  /** Words that somebody wrote: numbers in them are masked, what they say is not. */
  readonly isWords?: boolean;
};

const at = (row: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    row,
  );

/** A column of the field of this name, or of the one at `path` (`sla.policyId`). */
export const column = (
  name: string,
  type: CellType = 'text',
  { path = name, reveals }: { readonly path?: string; readonly reveals?: RevealField } = {},
): Column => {
  const steps = path.split('.');
  return { name, type, of: (row) => at(row, steps), ...(reveals === undefined ? {} : { reveals }) };
};

/** A column of words that somebody wrote. */
export const words = (
  name: string,
  { type = 'text', reveals = 'phone' }: { readonly type?: CellType; readonly reveals?: RevealField } = {},
): Column => ({ ...column(name, type, { reveals }), isWords: true });

/** A column of something that is worked out from the row. */
export const computed = (name: string, type: CellType, of: Column['of']): Column => ({ name, type, of });

/** The value of a column, `undefined` for nothing: lists and objects as they are. */
export const cellOf = (row: Row, { of, type }: Column): Cell => {
  const value = of(row) ?? undefined;
  if (value === undefined) return undefined;
  if (type === 'list') return Array.isArray(value) ? value.map(String) : [String(value)];
  if (type === 'json') return value as object;
  if (type === 'integer') return Number(value);
  if (type === 'boolean') return value === true;
  return String(value);
};
