import { type Level, openLevel, type Range, type Snapshot } from './level.ts';

export type Entry = readonly [key: string, value: string];

/** Reads of what is committed, at one moment. */
export type View = { get: (key: string) => string | undefined };

/** All that was committed at one moment, whatever is written meanwhile; to be closed. */
export type Frozen = View & {
  range: (options: Range, pageSize?: number) => AsyncGenerator<Entry, void, undefined>;
  close: () => Promise<void>;
};

/**
 * An ordered store with group commit. Writers decide synchronously on `current`, which already shows what others
 * have staged, and stage their changes; so no two of them ever see the same version. All that is staged while a
 * batch is being written goes out as the next batch, atomically. Readers see committed data only.
 */
export type Store = View & {
  /** The value including staged, not yet committed changes: what a condition has to be decided on. */
  current: (key: string) => string | undefined;
  put: (key: string, value: string) => void;
  del: (key: string) => void;
  /** Names a topic that listeners hear of, once, when what is staged now is durable. */
  announce: (topic: string) => void;
  /** Resolves when all that is staged now is durable. */
  commit: () => Promise<void>;
  onCommit: (listener: (topic: string) => void) => void;
  range: (options: Range, pageSize?: number) => AsyncGenerator<Entry, void, undefined>;
  /** Reads several keys of one moment. */
  consistently: <T>(read: (view: View) => T) => Promise<T>;
  freeze: () => Frozen;
  close: () => Promise<void>;
};

type Generation = {
  readonly changes: Map<string, string | undefined>;
  readonly topics: Set<string>;
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

const newGeneration = (): Generation => {
  const { promise, resolve, reject } = withResolvers();
  // Whoever waits for it gets the failure; a generation nobody waits for must not end the process.
  promise.catch(() => undefined);
  return { changes: new Map(), topics: new Set(), done: promise, resolve, reject };
};

const withResolvers = () => {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { promise, resolve, reject };
};

export const openStore = async (directory: string | undefined): Promise<Store> => {
  const level = await openLevel(directory);
  const listeners: ((topic: string) => void)[] = [];
  let staged = newGeneration();
  let writing: Generation | undefined;

  const flush = async (): Promise<void> => {
    const generation = staged;
    staged = newGeneration();
    writing = generation;
    const failure = await level.batch(operationsOf(generation.changes)).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    writing = undefined;
    if (failure === undefined) generation.resolve();
    else {
      // What was staged meanwhile was decided on data that never came to be: it fails as well.
      generation.reject(failure.error);
      staged.reject(failure.error);
      staged = newGeneration();
    }
    if (staged.changes.size > 0) void flush();
    if (failure === undefined) tell(generation.topics);
  };

  const tell = (topics: ReadonlySet<string>): void => {
    for (const topic of topics) for (const listener of listeners) listener(topic);
  };

  return {
    get: (key) => level.getSync(key),
    current: (key) => {
      if (staged.changes.has(key)) return staged.changes.get(key);
      if (writing?.changes.has(key)) return writing.changes.get(key);
      return level.getSync(key);
    },
    put: (key, value) => staged.changes.set(key, value),
    del: (key) => staged.changes.set(key, undefined),
    announce: (topic) => staged.topics.add(topic),
    commit: () => {
      if (staged.changes.size === 0) return writing?.done ?? Promise.resolve();
      const { done } = staged;
      if (writing === undefined) void flush();
      return done;
    },
    onCommit: (listener) => listeners.push(listener),
    range: (options, pageSize = 100) => entriesOf(level, options, pageSize),
    consistently: (read) => readConsistently(level, read),
    freeze: () => {
      const snapshot = level.snapshot();
      return {
        get: (key) => level.getSync(key, { snapshot }),
        range: (options, pageSize = 100) => entriesOf(level, options, pageSize, snapshot),
        close: () => snapshot.close(),
      };
    },
    close: async () => {
      while (writing !== undefined || staged.changes.size > 0) {
        if (writing === undefined) await flush();
        else await writing.done.catch(() => undefined);
      }
      await level.close();
    },
  };
};

const operationsOf = (changes: ReadonlyMap<string, string | undefined>) =>
  [...changes].map(([key, value]) =>
    value === undefined ? ({ type: 'del', key } as const) : ({ type: 'put', key, value } as const),
  );

const entriesOf = async function* (level: Level, options: Range, pageSize: number, snapshot?: Snapshot) {
  const iterator = level.iterator({
    ...options,
    highWaterMarkBytes: 256 * 1024,
    ...(snapshot && { snapshot }),
  });
  try {
    while (true) {
      const entries = await iterator.nextv(pageSize);
      if (entries.length === 0) return;
      yield* entries;
    }
  } finally {
    await iterator.close();
  }
};

const readConsistently = async <T>(level: Level, read: (view: View) => T): Promise<T> => {
  const snapshot: Snapshot = level.snapshot();
  try {
    return read({ get: (key) => level.getSync(key, { snapshot }) });
  } finally {
    await snapshot.close();
  }
};
