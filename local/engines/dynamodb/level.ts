import { levelModules } from './dynalite.ts';

export type Snapshot = { close: () => Promise<void> };

export type Range = {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
};

type Entries = { nextv: (size: number) => Promise<[string, string][]>; close: () => Promise<void> };

/** The part of LevelDB's interface this engine uses; keys and values are UTF-8 strings. */
export type Level = {
  open: () => Promise<void>;
  close: () => Promise<void>;
  getSync: (key: string, options?: { snapshot: Snapshot }) => string | undefined;
  batch: (
    operations: ({ type: 'put'; key: string; value: string } | { type: 'del'; key: string })[],
  ) => Promise<void>;
  iterator: (options: Range & { highWaterMarkBytes?: number; snapshot?: Snapshot }) => Entries;
  snapshot: () => Snapshot;
};

/**
 * Opens LevelDB in a directory, or its in-memory twin. On disk every acknowledged batch has been handed to the
 * operating system, so it outlives the process (a loss of power is not covered).
 */
export const openLevel = async (directory: string | undefined): Promise<Level> => {
  const level = (
    directory === undefined
      ? new levelModules.memory({ storeEncoding: 'utf8' })
      : new levelModules.disk(directory, { cacheSize: 32 * 1024 * 1024, writeBufferSize: 16 * 1024 * 1024 })
  ) as Level;
  await level.open();
  return level;
};
