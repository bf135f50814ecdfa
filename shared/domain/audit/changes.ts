import type { AuditChange } from './audit-event.ts';
import { canonicalJson } from './canonical.ts';
import type { Digest } from './mac.ts';
import { isTakenApart, shownAs, type Trail } from './trails.ts';

type Data = Readonly<Record<string, unknown>>;

/** Room for the changes of one record: with everything else an audit record stays below 2 KB. */
const MOST_BYTES = 1200;
const MOST_FIELDS = 24;
const MOST_NAMES = 20;
/** A longer value is cut: what it was is told by the record itself, that it changed by the trail. */
const LONGEST_VALUE = 120;
const DIGEST_LENGTH = 22;

export type Changes = {
  readonly changes: Readonly<Record<string, AuditChange>>;
  /** Changed fields for which there was no room; at most twenty names. */
  readonly more: readonly string[];
};

const isNested = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (isNested(value) && Object.keys(value).length === 0);

/**
 * The fields of a record by their path. What may be shown is taken apart down to values and lists; what may not stays one value, because
 * the names inside it could be personal, too.
 */
const fieldsOf = (trail: Trail, data: Data, prefix = ''): [string, unknown][] =>
  Object.entries(data).flatMap(([name, value]): [string, unknown][] => {
    const path = `${prefix}${name}`;
    const isOpen = isNested(value) && Object.keys(value).length > 0 && isTakenApart(trail, path);
    return isOpen ? fieldsOf(trail, value, `${path}.`) : [[path, value]];
  });

const cut = (value: unknown): unknown => {
  const text = canonicalJson(value);
  if (text.length <= LONGEST_VALUE) return value;
  return `${[...(typeof value === 'string' ? value : text)].slice(0, LONGEST_VALUE).join('')}…`;
};

const digested = (value: unknown, digest: Digest): unknown =>
  Array.isArray(value) && value.length <= 10
    ? value.map((one) => digested(one, digest))
    : `hmac:${digest('audit', typeof value === 'string' ? value : canonicalJson(value)).slice(0, DIGEST_LENGTH)}`;

const lengthOf = (value: unknown): string => {
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return `${[...text].length} characters`;
};

const viewOf = (value: unknown, shown: 'plain' | 'text' | 'digest', digest: Digest): unknown => {
  if (value === undefined) return undefined;
  if (shown === 'plain') return cut(value);
  return shown === 'text' ? lengthOf(value) : digested(value, digest);
};

const changeOf = (
  before: unknown,
  after: unknown,
  shown: 'plain' | 'text' | 'digest',
  digest: Digest,
): AuditChange => ({
  ...(isEmpty(before) ? {} : { before: viewOf(before, shown, digest) }),
  ...(isEmpty(after) ? {} : { after: viewOf(after, shown, digest) }),
});

/** Every field that differs, as it may be shown. A missing value, an empty list and an empty object are the same. */
const differences = (trail: Trail, before: Data, after: Data, digest: Digest): [string, AuditChange][] => {
  const [had, has] = [new Map(fieldsOf(trail, before)), new Map(fieldsOf(trail, after))];
  return [...new Set([...had.keys(), ...has.keys()])].sort().flatMap((path): [string, AuditChange][] => {
    const shown = shownAs(trail, path);
    if (shown === 'skip') return [];
    const [was, is] = [had.get(path), has.get(path)];
    const isSame = (isEmpty(was) && isEmpty(is)) || canonicalJson(was) === canonicalJson(is);
    return isSame ? [] : [[path, changeOf(was, is, shown, digest)]];
  });
};

const bytesOf = (value: unknown): number => new TextEncoder().encode(canonicalJson(value)).length;

/** What differs between two states of a record, as the trail may show it (`trails.ts`); `undefined` where nothing does that counts. */
export const changesOf = (
  trail: Trail,
  { before = {}, after = {} }: { readonly before?: Data; readonly after?: Data },
  digest: Digest,
): Changes | undefined => {
  const all = differences(trail, before, after, digest);
  if (all.length === 0) return undefined;
  const kept: [string, AuditChange][] = [];
  let room = MOST_BYTES;
  for (const [path, change] of all) {
    room -= bytesOf({ [path]: change });
    if (room < 0 || kept.length >= MOST_FIELDS) break;
    kept.push([path, change]);
  }
  return {
    changes: Object.fromEntries(kept),
    more: all.slice(kept.length, kept.length + MOST_NAMES).map(([path]) => path.slice(0, 60)),
  };
};
