import { createTally } from './capacity.ts';
import { validationError } from './errors.ts';
import { expiryPrefix, itemPrefix, under } from './keys.ts';
import { decodeRow, itemOf } from './rows.ts';
import { expiryKey } from './stream.ts';
import type { Tables } from './tables.ts';
import type { Table } from './types.ts';
import { type Plan, stageWrite, type WriteContext } from './write.ts';

/** Older times are taken for a mistake and ignored; AWS documentation, "Using time to live". */
const IGNORED_AFTER_MS = 5 * 365 * 24 * 60 * 60 * 1000;

const SECONDS_DIGITS = 12;

export type ExpiryContext = WriteContext & { readonly tables: Tables };

/**
 * Removes all items whose time has come; answers how many. Each leaves a stream record marked as expired.
 * @param delayMs by how much it is late, as on AWS, where it may take days; an item that is expired for less stays
 */
export const sweepExpired = async (context: ExpiryContext, delayMs = 0): Promise<number> => {
  let removed = 0;
  for (const name of context.tables.names()) {
    const table = context.tables.get(name);
    if (table.ttlAttribute !== undefined) removed += await sweepTable(context, table, delayMs);
    await context.streams.trim(name);
  }
  return removed;
};

const sweepTable = async (context: ExpiryContext, table: Table, delayMs: number): Promise<number> => {
  const prefix = expiryPrefix(table.TableName);
  const seconds = (ms: number) => String(Math.max(0, Math.floor(ms / 1000))).padStart(SECONDS_DIGITS, '0');
  const range = {
    gte: prefix + seconds(context.now() - IGNORED_AFTER_MS),
    lt: prefix + seconds(context.now() - delayMs + 1000),
  };
  let removed = 0;
  for await (const [key] of context.store.range(range)) {
    const row = key.slice(prefix.length + SECONDS_DIGITS + 1);
    if (removeExpired(context, table, row, key)) removed += 1;
  }
  await context.store.commit();
  return removed;
};

/** The item may have been changed or revived since the range was read: its current state decides. */
const removeExpired = (context: ExpiryContext, table: Table, row: string, expectedKey: string): boolean => {
  const stored = context.store.current(itemPrefix(table.TableName) + row);
  if (stored === undefined) return false;
  const before = decodeRow(stored);
  const old = itemOf(before);
  if (expiryKey(old, table, row) !== expectedKey) return false;
  const plan: Plan = { table, row, kind: 'delete', old, before, item: undefined, after: undefined };
  // Expiry is free of charge, so its tally goes nowhere.
  stageWrite(context, plan, createTally('write'), 1, true);
  return true;
};

/** Switches expiry on (for what is stored already, too) or off. */
export const setTtlAttribute = async (
  context: ExpiryContext,
  table: Table,
  attribute: string | undefined,
): Promise<void> => {
  if (table.ttlAttribute === attribute) return;
  const { store, tables } = context;
  const changed = { ...table, ttlAttribute: attribute };
  const noted: string[] = [];
  for await (const [key] of store.range(under(expiryPrefix(table.TableName)), 1000)) noted.push(key);
  const due: string[] = [];
  const items = itemPrefix(table.TableName);
  for await (const [key, value] of store.range(under(items), 1000)) {
    const expiry = expiryKey(itemOf(decodeRow(value)), changed, key.slice(items.length));
    if (expiry !== undefined) due.push(expiry);
  }
  for (const key of noted) store.del(key);
  for (const key of due) store.put(key, '');
  await tables.save(changed);
};

export type TtlRequest = {
  TableName: string;
  TimeToLiveSpecification?: { Enabled?: boolean; AttributeName?: string };
};

export const updateTimeToLive = async (context: ExpiryContext, request: TtlRequest): Promise<unknown> => {
  const table = context.tables.get(request.TableName);
  const { Enabled: enabled, AttributeName: name } = request.TimeToLiveSpecification ?? {};
  if (typeof enabled !== 'boolean' || typeof name !== 'string' || name === '')
    throw validationError('TimeToLiveSpecification needs Enabled and AttributeName');
  if (enabled && table.ttlAttribute !== undefined)
    throw validationError(
      table.ttlAttribute === name
        ? 'TimeToLive is already enabled'
        : `TimeToLive is active on a different AttributeName: current AttributeName is ${table.ttlAttribute}`,
    );
  if (!enabled && table.ttlAttribute === undefined) throw validationError('TimeToLive is already disabled');
  await setTtlAttribute(context, table, enabled ? name : undefined);
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: name } };
};

export const describeTimeToLive = (table: Table): unknown => ({
  TimeToLiveDescription:
    table.ttlAttribute === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName: table.ttlAttribute },
});
