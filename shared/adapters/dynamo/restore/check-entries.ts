import { withoutHolder } from '#shared/domain/customers/lookup.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import { anchorOf } from '#shared/domain/restores/rules.ts';
import { itemKindOf } from '../items/index.ts';
import { keys } from '../keys.ts';
import type { Table } from '../table.ts';
import type { Find, Findings } from './findings.ts';
import { conditionOn, keyOfItem, transactRaw } from './raw.ts';

const familyOf = ({ pk }: Stored): string => String(pk).split('#', 1)[0] ?? '';
const isHead = ({ sk }: Stored): boolean => sk === 'A';
const holdersOf = (item: Stored): readonly string[] => {
  const ids = item['customerIds'];
  return Array.isArray(ids) ? ids.map(String) : [];
};

/** A person and who they are to the edge, to their teams and to their role. */
const followersOf = (item: Stored): readonly Stored[] => {
  const { put = [], own = [] } =
    itemKindOf('user').follow?.(itemKindOf('user').fromItem(item), undefined, {
      team: 1,
      all: 1,
      timers: 1,
    }) ?? {};
  return [...put, ...own];
};

const userOf = (item: Stored): ItemKey | undefined => {
  if (familyOf(item) === 'MEM') return keys.user(String(item['sk']));
  return familyOf(item) === 'SUB' && item['type'] === 'user' ? keys.user(String(item['id'])) : undefined;
};

/** What has to be known of the rest of the table to check an item outside of cases and surveys. */
export const entryKeys = (item: Stored): readonly ItemKey[] => {
  const [anchor, user] = [anchorOf(item), userOf(item)];
  return [
    ...(anchor ? [anchor] : []),
    ...(user ? [user] : []),
    ...holdersOf(item).map(keys.customer),
    ...(isHead(item) && familyOf(item) === 'ORD' ? [keys.customer(String(item['customerId']))] : []),
    ...(item['t'] === 'user' ? followersOf(item).map(keyOfItem) : []),
  ];
};

const codes: Readonly<Record<string, string>> = {
  NUM: 'numberWithoutCase',
  IN: 'deliveryWithoutCase',
  TF: 'listEntryWithoutRecord',
  SR: 'searchEntryWithoutCustomer',
  SVT: 'linkWithoutSurvey',
  SUB: 'signInWithoutPerson',
  MEM: 'memberWithoutPerson',
  ORD: 'orderLinkWithoutCase',
};

/** Everything that leads somewhere has to lead to something that knows of it; what a record or a person has to be found by has to be there. */
export const checkEntry = async (
  table: Table,
  item: Stored,
  partition: readonly Stored[],
  find: Find,
  findings: Findings,
): Promise<void> => {
  const family = familyOf(item);
  if (family === 'CUS') return checkCustomerPart(item, partition, findings);
  if (family === 'LK') return checkLookup(table, item, find, findings);
  if (item['t'] === 'user') return checkUser(item, find, findings);
  if (family === 'ORD' && isHead(item)) {
    if (!find(keys.customer(String(item['customerId']))))
      findings.problem({ code: 'customerMissing', id: String(item['id']) });
    return;
  }
  const code = codes[family];
  if (code !== undefined && leadsNowhere(table, item, find)) await findings.remove(code, item);
};

const checkCustomerPart = (item: Stored, partition: readonly Stored[], findings: Findings): void => {
  const id = String(item['pk']).slice('CUS#'.length);
  if (isHead(item)) {
    if (item['status'] === 'active' || item['status'] === 'archived') findings.customer(id);
  } else if (partition[0] === item) findings.problem({ code: 'customerMissing', id });
};

const checkUser = async (item: Stored, find: Find, findings: Findings): Promise<void> => {
  for (const follower of followersOf(item))
    if (!find(keyOfItem(follower)))
      await findings.add(follower['t'] === 'principal' ? 'signInMissing' : 'memberMissing', follower);
};

const leadsNowhere = (table: Table, item: Stored, find: Find): boolean => {
  const key = anchorOf(item) ?? userOf(item);
  if (key === undefined) return false;
  const anchor = find(key);
  return anchor === undefined || !knows(table, anchor, item);
};

/** Whether the record that an entry leads to knows of it. */
const knows = (table: Table, anchor: Stored, item: Stored): boolean => {
  switch (familyOf(item)) {
    case 'NUM':
      return keyOfItem(item).pk === keys.ticketNumber(String(anchor['number'])).pk;
    case 'TF':
    case 'ORD':
      return anchor['t'] === 'ticket' ? isFollower(table, anchor, item) : isFound(anchor);
    case 'SR':
      return isFound(anchor);
    case 'SUB':
      return anchor['sub'] === item['sub'];
    case 'MEM':
      return item['t'] === 'roleHolder'
        ? anchor['roleId'] === item['roleId']
        : Array.isArray(anchor['teamIds']) && anchor['teamIds'].includes(item['teamId']);
    default:
      return true;
  }
};

const isFound = ({ status }: Stored): boolean => status !== 'erased' && status !== 'merged';

const isFollower = (table: Table, head: Stored, item: Stored): boolean => {
  const kind = itemKindOf('ticket');
  const { put = [] } = kind.follow?.(kind.fromItem(head), undefined, table.shards) ?? {};
  return put.some(({ pk, sk }) => pk === item['pk'] && sk === item['sk']);
};

/** A phone or an e-mail finds nobody who isn't there. */
const checkLookup = async (table: Table, item: Stored, find: Find, findings: Findings): Promise<void> => {
  const gone = holdersOf(item).filter((id) => !find(keys.customer(id)));
  if (gone.length === 0) return;
  const kind = itemKindOf('customerLookup');
  const before = kind.fromItem(item);
  const after = gone.reduce(withoutHolder, before);
  const { sealTo: _, grade: __, ...rest } = item;
  const first = after.customerIds[0] === before.customerIds[0] ? item : rest;
  const next = { ...first, ...kind.toItem(after, table.shards), ver: after.version };
  const isWritten = await transactRaw(table, [
    { Put: { TableName: table.name, Item: next, ...conditionOn(item) } },
  ]);
  if (isWritten) findings.repaired('lookupWithoutCustomer');
};
