import { Refusal, refuseField } from '../kernel/refusal.ts';
import { hours, type Instant, iso } from '../kernel/time.ts';
import type { Address, ContactChannel, Customer, ExternalId } from './customer.ts';
import { checkNotMasked } from './masked-back.ts';

/** What somebody says of a customer, checked and in its one spelling. */
export type CustomerInput = {
  readonly name: string;
  readonly phones?: readonly string[] | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly addresses?: readonly Address[] | undefined;
  readonly birthday?: string | undefined;
  readonly language?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly preferredChannel?: ContactChannel | undefined;
  readonly doNotDisturb?: boolean | undefined;
  readonly externalIds?: readonly ExternalId[] | undefined;
  readonly tags?: readonly string[] | undefined;
};

/** A merge patch of the same fields: left out stays, `null` is taken away. The name can't be taken away. */
export type CustomerPatch = {
  readonly [Field in Exclude<keyof CustomerInput, 'name'>]?: CustomerInput[Field] | null;
} & { readonly name?: string | undefined };

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const uniqueExternal = (ids: readonly ExternalId[]): ExternalId[] => [
  ...new Map(ids.map((each) => [`${each.shopId}:${each.id}`, each])).values(),
];

/** Nobody has a birthday to come; where the day begins first, it is fourteen hours ahead of UTC. */
const born = <Said extends { readonly birthday?: string | null | undefined }>(
  said: Said,
  now: Instant,
): Said => {
  if (said.birthday && said.birthday > iso(now + hours(14)).slice(0, 10))
    throw refuseField('birthday', 'must not lie in the future');
  return said;
};

/** A customer as they become known: version 1, active. Refuses a birthday that lies ahead. */
export const newCustomer = (
  input: CustomerInput,
  { id, now, sub }: { id: string; now: Instant; sub?: string },
): Customer => ({
  ...fieldsOf(born(input, now)),
  id,
  version: 1,
  ...(sub === undefined ? {} : { sub }),
  status: 'active',
  notes: 0,
  createdAt: now,
  updatedAt: now,
});

const fieldsOf = (input: CustomerInput) => ({
  name: input.name,
  phones: unique(input.phones ?? []),
  emails: unique(input.emails ?? []),
  addresses: [...(input.addresses ?? [])],
  doNotDisturb: input.doNotDisturb ?? false,
  externalIds: uniqueExternal(input.externalIds ?? []),
  tags: unique(input.tags ?? []),
  ...(input.birthday === undefined ? {} : { birthday: input.birthday }),
  ...(input.language === undefined ? {} : { language: input.language }),
  ...(input.timeZone === undefined ? {} : { timeZone: input.timeZone }),
  ...(input.preferredChannel === undefined ? {} : { preferredChannel: input.preferredChannel }),
});

/** A record that another one answers for, or that was erased, is never changed again by hand. Refuses with `conflict`. */
const checkThere = ({ status }: Customer): void => {
  if (status === 'merged' || status === 'erased') throw new Refusal('conflict', { status });
};

/**
 * The next version of a customer after a merge patch. Refuses with `conflict` where nobody is left to change, and what is only the mask
 * of a value that is there.
 */
export const patchCustomer = (before: Customer, patch: CustomerPatch, now: Instant): Customer => {
  checkThere(before);
  checkNotMasked(before, patch);
  born(patch, now);
  const said = Object.entries(patch).filter(([, value]) => value !== undefined);
  const merged: Record<string, unknown> = { ...before, ...Object.fromEntries(said) };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  return {
    ...fieldsOf({ ...kept, name: patch.name ?? before.name }),
    ...identityOf(before, now),
    status: before.status,
  };
};

const identityOf = (before: Customer, now: Instant) => ({
  id: before.id,
  version: before.version + 1,
  ...(before.sub === undefined ? {} : { sub: before.sub }),
  notes: before.notes,
  ...(before.searchVersion === undefined ? {} : { searchVersion: before.searchVersion }),
  ...(before.privacy === undefined ? {} : { privacy: before.privacy }),
  ...(before.value === undefined ? {} : { value: before.value }),
  createdAt: before.createdAt,
  updatedAt: Math.max(now, before.updatedAt),
});

/** Out of the lists of active customers; tickets and orders keep pointing to it. Archiving twice changes nothing more. */
export const archiveCustomer = (before: Customer, now: Instant): Customer => {
  checkThere(before);
  return before.status === 'archived'
    ? before
    : { ...before, ...identityOf(before, now), status: 'archived' };
};

/** The next version of a customer about whom so many notes are kept. */
export const withNotes = (before: Customer, notes: number, now: Instant): Customer => ({
  ...before,
  ...identityOf(before, now),
  notes,
});
