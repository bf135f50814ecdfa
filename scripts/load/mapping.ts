import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { currencySchema } from '#shared/domain/kernel/money.ts';
import { isTimeZone } from '#shared/domain/sla/zone.ts';

const column = z.string().min(1);

/** How the lines of a shop's book tell its orders. */
export const bookMappingSchema = z.strictObject({
  name: z.string().min(1),
  columns: z.strictObject({
    order: column,
    customer: column,
    at: column,
    sku: column,
    name: column,
    quantity: column,
    price: column,
  }),
  currency: currencySchema,
  time: z.strictObject({
    format: z.string().min(1),
    zone: z.string().refine(isTimeZone, 'must be an IANA time zone'),
  }),
  /** Documents whose number begins so are returns; without it there are none. */
  returnPrefix: z.string().min(1).optional(),
});
export type BookMapping = Readonly<z.infer<typeof bookMappingSchema>>;

const shipped = (name: string): string => join(import.meta.dirname, 'mappings', `${name}.json`);

/** A shipped mapping by its name, or one from a file. Throws an error that names what is wrong in it. */
export const loadBookMapping = (nameOrPath: string): BookMapping => {
  const file = existsSync(shipped(nameOrPath)) ? shipped(nameOrPath) : nameOrPath;
  if (!existsSync(file))
    throw new Error(`there is no mapping ${nameOrPath}: give uci-online-retail or the path of a JSON file`);
  const read = bookMappingSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file} is no mapping:\n${z.prettifyError(read.error)}`);
  return read.data;
};
