import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';
import { type Customer, customerSchema } from './customer.ts';
import type { ConsentState, Privacy } from './privacy.ts';

/** Of which record a field is taken in a merge. */
export const sideSchema = z.enum(['survivor', 'duplicate']);
type Side = z.infer<typeof sideSchema>;

const scalars = [
  'name',
  'birthday',
  'language',
  'timeZone',
  'preferredChannel',
  'doNotDisturb',
] as const satisfies readonly (keyof Customer)[];
const lists = [
  'phones',
  'emails',
  'addresses',
  'externalIds',
  'tags',
] as const satisfies readonly (keyof Customer)[];

/** The fields that may be chosen in a merge. */
export const mergeFields = [...scalars, ...lists] as const;
export type MergeField = (typeof mergeFields)[number];
export type Take = { readonly [Field in MergeField]?: Side | undefined };

/** What a merge can be undone from: both records as they were, and the one that came of them. */
export const mergedRecordsSchema = z.object({
  survivor: customerSchema,
  duplicate: customerSchema,
  result: customerSchema,
});
export type MergedRecords = Readonly<z.infer<typeof mergedRecordsSchema>>;

/** A merge as it is kept until it can't be undone any more; `sealed` holds the `MergedRecords`. */
export const mergeSchema = z.object({
  duplicateId: idSchema('cus'),
  survivorId: idSchema('cus'),
  at: instantSchema,
  by: z.string(),
  expiresAt: instantSchema,
  sealed: z.string(),
  version: z.int().positive(),
});
export type Merge = Readonly<z.infer<typeof mergeSchema>>;

type Fields = Readonly<Record<string, unknown>>;
const nameOf = (value: unknown): string => JSON.stringify(value);
const same = (a: unknown, b: unknown): boolean => nameOf(a) === nameOf(b);

const united = (a: readonly unknown[], b: readonly unknown[]): unknown[] => {
  const known = new Set(a.map(nameOf));
  return [...a, ...b.filter((value) => !known.has(nameOf(value)))];
};

/** Of a field with one value the survivor's, else the duplicate's; who does not want to be disturbed as either still does not. */
const oneValue = (field: MergeField, survivor: Customer, duplicate: Customer): unknown =>
  field === 'doNotDisturb'
    ? survivor.doNotDisturb || duplicate.doNotDisturb
    : (survivor[field] ?? duplicate[field]);

const chosen = (field: MergeField, survivor: Customer, duplicate: Customer, side: Side | undefined) => {
  if (side !== undefined) return (side === 'survivor' ? survivor : duplicate)[field];
  const [a, b] = [survivor[field], duplicate[field]];
  return Array.isArray(a) && Array.isArray(b) ? united(a, b) : oneValue(field, survivor, duplicate);
};

const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const without = (customer: Customer, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(customer).filter(([name]) => !names.includes(name)));

/** Where two records of one person say different things, what was withdrawn stays withdrawn; else the later word counts. */
const stricter = (a: ConsentState, b: ConsentState): ConsentState => {
  if (a.state !== b.state) return a.state === 'withdrawn' ? a : b;
  return a.at >= b.at ? a : b;
};

const consentsOf = (a: Privacy['consents'] = {}, b: Privacy['consents'] = {}): Privacy['consents'] => {
  const all = { ...b, ...a };
  return Object.fromEntries(
    Object.entries(all).map(([purpose, state]) => {
      const [ours, theirs] = [a[purpose], b[purpose]];
      return [purpose, ours && theirs ? stricter(ours, theirs) : state];
    }),
  );
};

const privacyOf = (survivor: Customer, duplicate: Customer, now: Instant): Privacy => {
  const [ours, theirs] = [survivor.privacy ?? {}, duplicate.privacy ?? {}];
  const hold = ours.legalHold ?? theirs.legalHold;
  return {
    ...ours,
    merged: [...(ours.merged ?? []), ...(theirs.merged ?? []), { customerId: duplicate.id, at: now }],
    ...(ours.consents || theirs.consents ? { consents: consentsOf(ours.consents, theirs.consents) } : {}),
    ...(hold ? { legalHold: hold } : {}),
  };
};

/** The record that answers for both from now on: lists united, else the survivor's word unless `take` says otherwise. */
export const mergedCustomer = (
  survivor: Customer,
  duplicate: Customer,
  take: Take,
  now: Instant,
): Customer => ({
  ...(without(survivor, mergeFields) as Omit<Customer, MergeField>),
  ...(defined(
    Object.fromEntries(mergeFields.map((field) => [field, chosen(field, survivor, duplicate, take[field])])),
  ) as Pick<Customer, MergeField>),
  notes: survivor.notes + duplicate.notes,
  privacy: privacyOf(survivor, duplicate, now),
  version: survivor.version + 1,
  updatedAt: Math.max(now, survivor.updatedAt),
});

/** What is left under the duplicate's id: where to go on. Its sign-in stays with it, so that it can be given back. */
export const mergedAway = (duplicate: Customer, survivorId: string, now: Instant): Customer => ({
  id: duplicate.id,
  version: duplicate.version + 1,
  ...(duplicate.sub === undefined ? {} : { sub: duplicate.sub }),
  status: 'merged',
  name: '',
  phones: [],
  emails: [],
  addresses: [],
  doNotDisturb: true,
  externalIds: [],
  tags: [],
  notes: 0,
  privacy: { mergedInto: survivorId, mergedAt: now },
  createdAt: duplicate.createdAt,
  updatedAt: Math.max(now, duplicate.updatedAt),
});

/** A record that led to the duplicate leads to the survivor: every id is one step away from who answers for it. */
export const redirected = (merged: Customer, to: string, now: Instant): Customer => ({
  ...merged,
  version: merged.version + 1,
  updatedAt: Math.max(now, merged.updatedAt),
  privacy: { ...merged.privacy, mergedInto: to },
});

/** What one field becomes when the merge is undone: as before, but for what was changed since. */
const restored = (
  field: MergeField,
  now: Customer,
  { survivor, result }: MergedRecords,
  others: readonly Customer[],
) => {
  const [is, made, was] = [now[field], result[field], survivor[field]];
  if (!Array.isArray(is) || !Array.isArray(made) || !Array.isArray(was)) return same(is, made) ? was : is;
  const had = new Set(was.map(nameOf));
  const came = new Set(made.map(nameOf).filter((name) => !had.has(name)));
  for (const other of others) {
    const theirs = other[field];
    if (Array.isArray(theirs)) for (const value of theirs) came.delete(nameOf(value));
  }
  const stays = is.filter((value) => !came.has(nameOf(value)));
  const lost = was.filter((value) => !made.some((one) => same(one, value)));
  return united(same(is, made) ? was : stays, same(is, made) ? stays : lost);
};

const consentsBefore = (now: Customer, { survivor, result }: MergedRecords): Privacy['consents'] => {
  const [is, made, was] = [now, result, survivor].map(({ privacy }) => privacy?.consents ?? {});
  const purposes = [...new Set([...Object.keys(is ?? {}), ...Object.keys(was ?? {})])];
  const entries = purposes.flatMap((purpose) => {
    const state = same(is?.[purpose], made?.[purpose]) ? was?.[purpose] : is?.[purpose];
    return state === undefined ? [] : [[purpose, state] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

const privacyBefore = (now: Customer, merge: MergedRecords): Privacy | undefined => {
  const back = new Set([
    merge.duplicate.id,
    ...(merge.duplicate.privacy?.merged ?? []).map(({ customerId }) => customerId),
  ]);
  const { merged = [], consents: _, legalHold, ...rest } = now.privacy ?? {};
  const still = merged.filter(({ customerId }) => !back.has(customerId));
  const consents = consentsBefore(now, merge);
  const hold = same(legalHold, merge.result.privacy?.legalHold)
    ? merge.survivor.privacy?.legalHold
    : legalHold;
  const privacy: Privacy = {
    ...rest,
    ...(still.length > 0 ? { merged: still } : {}),
    ...(consents ? { consents } : {}),
    ...(hold ? { legalHold: hold } : {}),
  };
  return Object.keys(privacy).length === 0 ? undefined : privacy;
};

/**
 * Both records as they were before the merge; what came since then stays with the survivor. `others` are the records, as they were, that
 * are still merged into the survivor: what they brought as well stays too.
 */
export const unmerged = (
  survivor: Customer,
  duplicate: Customer,
  merge: MergedRecords,
  others: readonly Customer[],
  now: Instant,
): { readonly survivor: Customer; readonly duplicate: Customer } => {
  const privacy = privacyBefore(survivor, merge);
  const fields = mergeFields.map((field) => [field, restored(field, survivor, merge, others)]);
  return {
    survivor: {
      ...(without(survivor, [...mergeFields, 'privacy']) as Omit<Customer, MergeField>),
      ...(defined(Object.fromEntries(fields)) as Pick<Customer, MergeField>),
      ...(privacy === undefined ? {} : { privacy }),
      notes: Math.max(0, survivor.notes - merge.duplicate.notes),
      version: survivor.version + 1,
      updatedAt: Math.max(now, survivor.updatedAt),
    },
    duplicate: {
      ...merge.duplicate,
      version: duplicate.version + 1,
      updatedAt: Math.max(now, duplicate.updatedAt),
    },
  };
};
