import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';

/** The shop every organisation has. */
export const MAIN_SHOP = 'main';

/** The default shop is called `main`; every further one has an id. */
export const shopIdSchema = z.union([z.literal(MAIN_SHOP), idSchema('shop')]);

/** A shop of the organisation: whose customers, orders and tickets are told apart by it. */
export const shopSchema = z.object({
  id: shopIdSchema,
  version: z.int().positive(),
  name: z.string().min(1),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Shop = Readonly<z.infer<typeof shopSchema>>;
