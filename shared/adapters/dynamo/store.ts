import { randomInt } from 'node:crypto';
import type { Config } from '#shared/app/config.ts';
import type { Lists } from '#shared/app/lists.ts';
import type { Store } from '#shared/app/ports.ts';
import { type Ref, ref } from '#shared/app/records.ts';
import { loadConfig } from './config.ts';
import { foundOf, getItems, keyOf } from './read.ts';
import type { Table } from './table.ts';
import { commitWrites } from './write.ts';

const epochCopies = 4;

/** The store kept in DynamoDB. Settings stay in memory until the epoch, read with every request, has moved. */
export const dynamoStore = (table: Table, lists: Lists): Store => {
  let config: Config | undefined;

  const configAt = async (epoch: number): Promise<Config> => {
    if (config?.epoch !== epoch) config = await loadConfig(table, epoch);
    return config;
  };

  const open: Store['open'] = async ({ sub, refs }) => {
    const epochRef = ref('epoch', String(randomInt(epochCopies)));
    const principalRef = sub === undefined ? undefined : ref('principal', sub);
    const all: readonly Ref[] = [epochRef, ...(principalRef ? [principalRef] : []), ...refs];
    const found = foundOf(await getItems(table, all.map(keyOf)));
    return {
      found,
      config: await configAt(found.one(epochRef)?.number ?? 0),
      principal: principalRef && found.one(principalRef),
    };
  };

  return {
    open,
    commit: (writes) => commitWrites(table, writes),
    reader: { get: async (refs) => foundOf(await getItems(table, refs.map(keyOf))) },
    lists,
  };
};
