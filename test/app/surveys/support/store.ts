import { type Kind, put, type Records, type Ref, ref } from '#shared/app/records.ts';
import { memoryStore } from '#test/support/memory-store.ts';

/** The store in memory with words for tests: put something there, look at it, take it away. */
export const aStore = () => {
  const memory = memoryStore();
  return {
    reader: memory.reader,
    commit: memory.commit,
    put: <K extends Kind>(kind: K, record: Records[K]): Promise<void> => memory.commit([put(kind, record)]),
    remove: (kind: Kind, ...id: string[]): Promise<void> =>
      memory.commit([{ op: 'remove', ref: ref(kind, ...id) as Ref }]),
    one: <K extends Kind>(kind: K, ...id: string[]): Records[K] | undefined => memory.one(ref(kind, ...id)),
    all: memory.all,
  };
};
