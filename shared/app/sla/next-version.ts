import type * as z from 'zod';
import { type FieldError, Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Context } from '../ports.ts';

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

/** Number, instants and author of the version that follows. Versions are immutable: each is written once. */
export const followUp = (
  { version, createdAt }: { readonly version: number; readonly createdAt?: number },
  { now, caller }: Pick<Context, 'now' | 'caller'>,
) => ({
  version: version + 1,
  ...(createdAt === undefined ? {} : { createdAt }),
  updatedAt: now,
  updatedBy: caller.id,
});

/** The same for the first version. */
export const firstVersion = ({ now, caller }: Pick<Context, 'now' | 'caller'>) => ({
  version: 1,
  createdAt: now,
  updatedAt: now,
  updatedBy: caller.id,
});
