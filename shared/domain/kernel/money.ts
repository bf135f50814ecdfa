import * as z from 'zod';

/** Currencies by the number of their decimals (ISO 4217, active codes; a test compares the list with the one of the JavaScript engine). */
const byDecimals: Readonly<Record<0 | 2 | 3 | 4, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP ' +
    'COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
    'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD ' +
    'PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD ' +
    'TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

let decimals: ReadonlyMap<string, number> | undefined;

/** How many decimals a currency has, `undefined` for what is no active currency of ISO 4217. */
export const decimalsOf = (currency: string): number | undefined => {
  decimals ??= new Map(
    Object.entries(byDecimals).flatMap(([n, codes]) =>
      codes.split(' ').map((code) => [code, Number(n)] as const),
    ),
  );
  return decimals.get(currency);
};

/** An amount as it is kept: whole minor units of its currency (fen, cents; yen have none). */
export const moneySchema = z.object({ minor: z.int(), currency: z.string() });
export type Money = Readonly<z.infer<typeof moneySchema>>;

/** An amount as it travels: `{ "amount": "12.50", "currency": "CNY" }`, with exactly the currency's decimals (`api.md`, Conventions). */
export type MoneyText = { readonly amount: string; readonly currency: string };

/** The largest amount that is taken, in minor units: sums of thousands of them stay exact. */
export const MAX_MINOR = 999_999_999_999;

export const currencySchema = z
  .string()
  .refine((code) => decimalsOf(code) !== undefined, 'must be a currency of ISO 4217 such as CNY')
  .meta({ example: 'CNY', minLength: 3, maxLength: 3 });

/** Minor units of an amount's text, or `undefined` where it hasn't exactly the currency's decimals, isn't spelled plainly or is too large. */
export const minorOf = ({ amount, currency }: MoneyText): number | undefined => {
  const wanted = decimalsOf(currency);
  const match = /^(0|[1-9]\d{0,14})(?:\.(\d{1,4}))?$/.exec(amount);
  if (wanted === undefined || !match || (match[2] ?? '').length !== wanted) return undefined;
  const minor = Number(`${match[1]}${match[2] ?? ''}`);
  return minor <= MAX_MINOR ? minor : undefined;
};

/** An amount of a request that is not negative. Money inside. */
export const moneyTextSchema = z
  .strictObject({ amount: z.string().max(20).meta({ example: '12.50' }), currency: currencySchema })
  .transform((text, context): Money => {
    const minor = minorOf(text);
    if (minor !== undefined) return { minor, currency: text.currency };
    context.issues.push({
      code: 'custom',
      path: ['amount'],
      message: "must be an amount with exactly the currency's decimals",
      input: text.amount,
    });
    return z.NEVER;
  });

/** The text of an amount, with exactly the currency's decimals; also of a negative one. */
export const moneyText = ({ minor, currency }: Money): MoneyText => {
  const places = decimalsOf(currency) ?? 2;
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const amount = places === 0 ? whole : `${whole}.${digits.slice(digits.length - places)}`;
  return { amount: `${minor < 0 ? '-' : ''}${amount}`, currency };
};

/** An amount of an answer. */
export const moneyOut = z
  .object({ amount: z.string().meta({ example: '12.50' }), currency: z.string().meta({ example: 'CNY' }) })
  .meta({ example: { amount: '12.50', currency: 'CNY' } });
