import type { Checked, Handling, Walked } from '#shared/app/restores/ports.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import type { Table } from '../table.ts';
import { caseKeys, checkCase } from './check-case.ts';
import { checkEntry, entryKeys } from './check-entries.ts';
import { checkSurvey, surveyKeys } from './check-survey.ts';
import { createFindings, type Findings } from './findings.ts';
import { nameOf, rawItems } from './raw.ts';
import { endOf, walkTable } from './walk.ts';

/** Goes through the table, partition by partition, and finds halves of transactions; see `RestoreTable.check`. */
export const checkTable = async (
  table: Table,
  after: ItemKey | undefined,
  { belongings }: Handling,
  isOver: () => boolean,
): Promise<Walked<Checked>> => {
  const findings = createFindings(table);
  let next = after;
  let open: readonly Stored[] = [];
  for await (const page of walkTable(table, after, belongings)) {
    const read = [...open, ...page];
    const last = read.at(-1)?.['pk'];
    const whole = read.filter(({ pk }) => pk !== last);
    open = read.filter(({ pk }) => pk === last);
    await checkPartitions(table, whole, findings);
    next = endOf(whole) ?? next;
    if (whole.length > 0 && isOver()) return { ...findings.told(), next };
  }
  await checkPartitions(table, open, findings);
  return { ...findings.told(), next: undefined };
};

const familyOf = (pk: unknown): string => String(pk).split('#', 1)[0] ?? '';

const checkPartitions = async (table: Table, items: readonly Stored[], findings: Findings): Promise<void> => {
  const partitions = [...Map.groupBy(items, ({ pk }) => String(pk)).values()];
  const wanted = partitions.flatMap((partition): readonly ItemKey[] => {
    const family = familyOf(partition[0]?.['pk']);
    if (family === 'TKT') return caseKeys(table, partition);
    return family === 'SVY' ? surveyKeys(table, partition) : partition.flatMap(entryKeys);
  });
  const around = await rawItems(table, wanted);
  const find = (key: ItemKey): Stored | undefined => around.get(nameOf(key));
  for (const partition of partitions) {
    const family = familyOf(partition[0]?.['pk']);
    if (family === 'TKT') await checkCase(table, partition, find, findings);
    else if (family === 'SVY') await checkSurvey(table, partition, find, findings);
    else for (const item of partition) await checkEntry(table, item, partition, find, findings);
  }
};
