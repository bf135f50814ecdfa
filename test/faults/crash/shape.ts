/** What two runs of the same story have to agree on: everything but ids, instants, digests, what is sealed, and numbers that only grow. */

type Masks = readonly (readonly [RegExp, string])[];
const masks: Masks = [
  [/hmac:[\w-]+/g, '<hmac>'],
  [/\b([a-z]{2,5})_[0-9A-HJKMNP-TV-Z]{26}\b/g, '$1_'],
  [/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, '<at>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  // The number by which people quote a case.
  [/\b[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{5}\b/g, '<number>'],
  [/[\w-]{20,}|[\w-]{15}=/g, '<text>'],
  [/\d+/g, '#'],
];
const random = /^(?=.*[A-Z])(?=.*\d)[\w+/=-]{20,}$/;

/** A text without what differs between two runs. */
export const maskedText = (text: string): string =>
  random.test(text) ? '<text>' : masks.reduce((masked, [what, by]) => masked.replace(what, by), text);

/** Numbers from here on are instants. */
const INSTANTS = 1_000_000_000;

const maskedNumber = (n: number, loose: boolean): string =>
  loose ? '#' : Math.abs(n) >= INSTANTS ? '<at>' : String(n);

const inOrder = (texts: readonly string[]): string => [...texts].sort().join(',');

const masked = (value: unknown, loose: boolean): string => {
  if (typeof value === 'string') return maskedText(value);
  if (typeof value === 'number') return maskedNumber(value, loose);
  if (value instanceof Uint8Array) return '<bytes>';
  if (value instanceof Set) return `{${inOrder([...value].map((one) => masked(one, loose)))}}`;
  if (Array.isArray(value))
    return loose
      ? `[${inOrder([...new Set(value.map((one) => masked(one, loose)))])}]`
      : `[${value.map((one) => masked(one, loose)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(
    ([name, inner]) => `${maskedText(name)}:${name.endsWith('Ms') ? '<ms>' : masked(inner, loose)}`,
  );
  return `(${inOrder(loose ? [...new Set(fields)] : fields)})`;
};

export type Image = Readonly<Record<string, unknown>>;

/** A set shows what was added to it, a number how much it has grown: both are shared by many stories. */
const grown = (before: unknown, after: unknown): unknown => {
  if (typeof after === 'number' && Math.abs(after) < INSTANTS)
    return after - (typeof before === 'number' ? before : 0);
  if (after instanceof Set && before instanceof Set)
    return new Set([...after].filter((one) => !before.has(one)));
  return after;
};

/** How strictly two stories are compared. */
export type Strictness = {
  /** Numbers and the length of lists don't count, nor how often a line comes. */
  readonly loose?: true;
  /** A try that began again counts its tries: versions of records, and lines of the change feed that tell of them, may be more. */
  readonly triesCount?: true;
  /** A mail that the identity provider sends by itself, or CloudFormation's answer, comes again with a second try; nothing names its effect. */
  readonly mailsAgain?: true;
  /** A run that dies is not repeated but told to the alarm, once; the next one does its work. */
  readonly runsFail?: true;
};

const ofTries: ReadonlySet<string> = new Set(['ver', 'version', 'attempts']);

/** What became of one item, in one line. */
export const changeOf = (
  before: Image | undefined,
  after: Image | undefined,
  { loose = false, triesCount = false }: { readonly loose?: boolean; readonly triesCount?: boolean } = {},
): string => {
  const { pk, sk } = after ?? before ?? {};
  const key = `${maskedText(String(pk))} ${maskedText(String(sk))}`;
  if (after === undefined) return `- ${key}`;
  const fields = Object.entries(after)
    .filter(([name]) => name !== 'pk' && name !== 'sk')
    .map(([name, value]) =>
      triesCount && ofTries.has(name)
        ? `${name}=#`
        : `${name}=${masked(name === 'v' ? value : grown(before?.[name], value), loose)}`,
    );
  return `+ ${key} ${fields.sort().join(' ')}`;
};
