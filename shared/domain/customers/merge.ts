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
export const nameOf = (value: unknown): string => JSON.stringify(value);
export const same = (a: unknown, b: unknown): boolean => nameOf(a) === nameOf(b);

export const united = (a: readonly unknown[], b: readonly unknown[]): unknown[] => {
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

export const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const without = (customer: Customer, names: readonly string[]): Fields =>
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
