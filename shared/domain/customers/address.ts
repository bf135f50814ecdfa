import * as z from 'zod';
import { once } from '../kernel/once.ts';
import { tidyLineSchema } from './text.ts';

const countries = once(() => new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }));

/** ISO 3166 alpha-2 code of a country that exists. */
export const countrySchema = z
  .string()
  .refine(
    (code) => /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && countries().of(code) !== undefined,
    'must be a country code such as CN',
  );

/** A complete postal address. In a country without provinces or districts the city stands there too. */
export const newAddressSchema = z.strictObject({
  country: countrySchema,
  province: tidyLineSchema(60),
  city: tidyLineSchema(60),
  district: tidyLineSchema(60),
  line: tidyLineSchema(200),
  postcode: z
    .string()
    .overwrite((text) => text.normalize('NFKC').trim().toUpperCase())
    .regex(/^[A-Z0-9][A-Z0-9 -]{1,10}[A-Z0-9]$/, 'must be a postcode')
    .optional(),
});
