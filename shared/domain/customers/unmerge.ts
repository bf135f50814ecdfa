import type { Instant } from '../kernel/time.ts';
import type { Customer } from './customer.ts';
import {
  defined,
  type MergedRecords,
  type MergeField,
  mergeFields,
  nameOf,
  same,
  united,
  without,
} from './merge.ts';
import type { Privacy } from './privacy.ts';

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

const counted = (value: Customer['value'], at: Instant): Pick<Customer, 'value'> =>
  value === undefined ? {} : { value: { ...value, tally: { ...value.tally, inexact: true }, reviewAt: at } };

/** Whether no order came or changed since the merge: then what both were worth is what they are worth. */
const isAsMade = (now: Customer, { result }: MergedRecords): boolean =>
  same(now.value?.tally, result.value?.tally);

/** What the survivor is worth without the duplicate: as before, or counted again where orders came since. */
const valueBefore = (now: Customer, merge: MergedRecords, at: Instant): Pick<Customer, 'value'> => {
  if (!isAsMade(now, merge)) return counted(now.value, at);
  const { value } = merge.survivor;
  return value === undefined ? {} : { value };
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
      ...(without(survivor, [...mergeFields, 'privacy', 'value']) as Omit<Customer, MergeField | 'value'>),
      ...(defined(Object.fromEntries(fields)) as Pick<Customer, MergeField>),
      ...(privacy === undefined ? {} : { privacy }),
      ...valueBefore(survivor, merge, now),
      notes: Math.max(0, survivor.notes - merge.duplicate.notes),
      version: survivor.version + 1,
      updatedAt: Math.max(now, survivor.updatedAt),
    },
    duplicate: {
      ...merge.duplicate,
      ...(isAsMade(survivor, merge) ? {} : counted(merge.duplicate.value, now)),
      version: duplicate.version + 1,
      updatedAt: Math.max(now, duplicate.updatedAt),
    },
  };
};
