import type { Instant } from '../kernel/time.ts';
import type { RestoreMode } from './restore.ts';

/** An item as it lies in the table: plain values, personal ones sealed. */
export type Stored = Readonly<Record<string, unknown>>;

/**
 * What a restore does with an item. `restored`: it follows the mode. `added`: it is put where it is missing and otherwise stays as it is.
 * `never`: it is left out.
 */
export type Rule = 'restored' | 'added' | 'never';

/** By the first part of the partition key; what isn't here is restored. docs/snapshots.md says why. */
const rules: Readonly<Record<string, Rule>> = {
  // What belongs to the moment: answers of requests, calls counted, how far sweeps came, work under way, what was told to others.
  IDM: 'never',
  RL: 'never',
  RV: 'never',
  SWP: 'never',
  JOB: 'never',
  CH: 'never',
  // Counted anew from the facts that are restored.
  CNT: 'never',
  SC: 'never',
  // What has happened stays so: the trail and its seals, who was erased, what has left the system.
  AUD: 'added',
  AUS: 'added',
  ER: 'added',
  FX: 'added',
  // Rights that were taken away must not come back, and whoever restores stays able to sign in.
  USR: 'added',
  MEM: 'added',
  // Others' addresses and secrets, and how far they were told.
  HK: 'added',
};

const familyOf = (pk: string): string => pk.slice(0, pk.indexOf('#'));

/** Parts that are counted, in families that are restored otherwise. */
const isCounter = (family: string, sk: string): boolean =>
  (family === 'TKT' && sk === 'CNT') || (family === 'USR' && sk === 'LOAD');

export const ruleOf = ({ pk, sk, type }: Stored): Rule => {
  const [partition, sort] = [String(pk), String(sk)];
  const family = familyOf(partition);
  if (isCounter(family, sort) || partition.startsWith('CFG#EPOCH')) return 'never';
  if (family === 'SUB') return type === 'customer' ? 'restored' : 'added';
  return rules[family] ?? 'restored';
};

/** Families of which `replace` takes away what the snapshot doesn't have. Teams and roles stay: people who stay belong to them. */
const removable: readonly string[] = [
  ...['TKT', 'NUM', 'ORD', 'CUS', 'LK', 'SR', 'TF', 'SVY', 'SVT', 'VW', 'IX', 'IN'],
  ...['CFG', 'SUB'],
];
const stays: readonly string[] = ['CFG#team', 'CFG#role'];

export const isRemovable = (item: Stored): boolean => {
  const pk = String(item['pk']);
  return ruleOf(item) === 'restored' && removable.includes(familyOf(pk)) && !stays.includes(pk);
};

/** The order in which items become visible: what belongs to records first, then what finds them and their heads, cases last. */
export const passes = ['parts', 'heads', 'tickets'] as const;
export type Pass = (typeof passes)[number];

const ofHeads: readonly string[] = ['CFG', 'SUB', 'NUM', 'IN', 'LK', 'SR', 'TF', 'SVT', 'MEM', 'USR'];

export const passOf = ({ pk, sk }: Stored): Pass => {
  const family = familyOf(String(pk));
  if (family === 'TKT') return sk === 'A' ? 'tickets' : 'parts';
  if (sk === 'A' || ofHeads.includes(family)) return 'heads';
  return family === 'ORD' ? 'heads' : 'parts';
};

export type ItemKey = { readonly pk: string; readonly sk: string };
const head = (prefix: string, id: string): ItemKey => ({ pk: `${prefix}#${id}`, sk: 'A' });
const lastPart = (text: string): string => text.slice(text.lastIndexOf('#') + 1);
const headOf = (id: string): ItemKey | undefined => {
  if (id.startsWith('tkt_')) return head('TKT', id);
  return id.startsWith('cus_') ? head('CUS', id) : undefined;
};

/** The head of the record that an item belongs to or leads to; `undefined` for heads and for what stands alone. */
export const anchorOf = (item: Stored): ItemKey | undefined => {
  const [pk, sk] = [String(item['pk']), String(item['sk'])];
  switch (familyOf(pk)) {
    case 'TKT':
    case 'CUS':
    case 'SVY':
      return sk === 'A' ? undefined : { pk, sk: 'A' };
    case 'TF':
    case 'SR':
      return headOf(lastPart(sk));
    case 'ORD':
      return sk.startsWith('T#') ? headOf(lastPart(sk)) : undefined;
    case 'NUM':
    case 'IN':
      return headOf(String(item['ticketId']));
    case 'SVT':
      return head('SVY', String(item['surveyId']));
    case 'SUB':
      return headOf(String(item['id']));
    default:
      return undefined;
  }
};

/** Follows from its anchor alone: where that is there and other than in the snapshot, the item was taken away on purpose. */
export const isDerived = ({ pk, sk }: Stored): boolean => {
  const family = familyOf(String(pk));
  if (family === 'CUS') return String(sk).startsWith('MG#');
  if (family === 'ORD') return sk !== 'A';
  return ['TF', 'SR', 'SVT', 'SUB'].includes(family);
};

/** Whether a record was written at or after an instant, as far as it tells. */
export const isWrittenSince = (item: Stored, since: Instant): boolean =>
  ['updatedAt', 'at', 'createdAt', 'firedAt', 'replacedAt', 'receivedAt'].some((name) => {
    const value = item[name];
    return typeof value === 'number' && value >= since;
  });

/** The customer an item is about, by its key or its own words; cases and surveys name theirs. */
export const customerIdOf = (item: Stored): string | undefined => {
  const [pk, sk] = [String(item['pk']), String(item['sk'])];
  const named = (id: string): string | undefined => (id.startsWith('cus_') ? id : undefined);
  switch (familyOf(pk)) {
    case 'CUS':
      return named(lastPart(pk));
    case 'SR':
    case 'TF':
      return named(lastPart(sk));
    case 'SUB':
      return named(String(item['id']));
    default:
      return undefined;
  }
};

/** What the rules need to know besides the item itself. */
export type Situation = {
  readonly mode: RestoreMode;
  /** The restore's id: items that carry it in `restoredBy` were written by it. */
  readonly restoreId: string;
  readonly startedAt: Instant;
  readonly now: Instant;
  /** What lies in the table under the item's key, and the head it belongs to. */
  readonly live: Stored | undefined;
  readonly anchor: Stored | undefined;
  readonly isErased: (customerId: string) => boolean;
  readonly isSame: (a: Stored, b: Stored) => boolean;
};

/**
 * `put` where there is nothing, `replace` what is there, `touch`: it is the same and is only marked; `erase`: a customer comes back as
 * somebody who was erased; `done`: this restore has written it already; `same` and `skip`: it stays; `ignore`: it isn't told of either.
 */
export type Decision = 'put' | 'replace' | 'touch' | 'erase' | 'done' | 'same' | 'skip' | 'ignore';

const isExpired = ({ ttl }: Stored, now: Instant): boolean => typeof ttl === 'number' && ttl * 1000 <= now;

/** Nothing of an erased person comes back but that they were there, and what they agreed to. */
const forErased = (item: Stored, { live }: Situation): Decision | undefined => {
  const isHead = String(item['pk']).startsWith('CUS#') && item['sk'] === 'A';
  if (isHead && live === undefined)
    return item['status'] === 'erased' || item['status'] === 'merged' ? undefined : 'erase';
  return String(item['sk']).startsWith('CN#') && live === undefined ? undefined : 'skip';
};

/** Beyond what the case there knows of: its next change would find the place taken. */
const isBeyond = (item: Stored, anchor: Stored): boolean =>
  (item['t'] === 'event' && Number(item['seq']) > Number(anchor['eventSeq'])) ||
  (item['t'] === 'rung' && Number(item['seq']) > Number(anchor['eventSeq'])) ||
  (item['t'] === 'escalation' && Number(item['n']) > Number(anchor['escalations']));

/** What a restore does with one item of the snapshot. Total: every item gets an answer, and a repeat of the restore the same or `done`. */
export const decide = (item: Stored, situation: Situation): Decision => {
  const { mode, live, anchor, restoreId, startedAt, now, isErased, isSame } = situation;
  const rule = ruleOf(item);
  if (rule === 'never' || isExpired(item, now)) return 'ignore';
  if (live?.['restoredBy'] === restoreId) return 'done';
  const owner = customerIdOf(item);
  const erased = owner !== undefined && isErased(owner) ? forErased(item, situation) : undefined;
  if (erased !== undefined) return erased;
  if (rule === 'added') return live === undefined ? 'put' : 'skip';
  const other = anchor !== undefined && anchor['restoredBy'] !== restoreId ? anchor : undefined;
  if (other && isDerived(item) && (mode === 'missing' || isWrittenSince(other, startedAt))) return 'skip';
  if (mode === 'missing') return live === undefined && !(other && isBeyond(item, other)) ? 'put' : 'skip';
  if (live === undefined) return 'put';
  if (isWrittenSince(live, startedAt)) return 'skip';
  if (isSame(live, item)) return mode === 'replace' ? 'touch' : 'same';
  return 'replace';
};
