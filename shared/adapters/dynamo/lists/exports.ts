import type { ExportList } from '#shared/app/exports/ports.ts';
import type { Item } from '../item-kind.ts';
import { itemKindOf } from '../items/index.ts';
import { indexes, keys } from '../keys.ts';
import { getItems } from '../read.ts';
import { readable } from '../schema-version.ts';
import type { Table } from '../table.ts';
import { pageByCreation } from './by-creation.ts';

/** Exports of one person, or of everybody, newest first. */
export const exportList =
  (table: Table): ExportList =>
  async (userId, page) => {
    const list =
      userId === undefined
        ? ({ index: 'gsi2', partitions: [indexes.jobs('export')] } as const)
        : ({ index: 'gsi3', partitions: [indexes.jobsOf('export', userId)] } as const);
    const { entries, next } = await pageByCreation(table, list, page);
    const wanted = entries.map(({ id }) => keys.job(id));
    const found = await getItems(table, wanted, false);
    const items = wanted.flatMap(({ pk, sk }): Item[] => {
      const item = found.get(`${pk}
${sk}`);
      return item ? [item] : [];
    });
    return { items: readable(itemKindOf('export'), items), next };
  };
