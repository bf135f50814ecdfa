import type * as z from 'zod';
import { type FieldError, Refusal } from '../kernel/refusal.ts';

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );

/** What a patch has left, read again as a whole. Refuses with `invalid_request` and the fields that break a rule. */
export const readWhole = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = read.error.issues.map(
    ({ path, message }): FieldError => ({ path: pathOf(path), code: 'invalid', message }),
  );
  throw new Refusal('invalid_request', {}, errors);
};
