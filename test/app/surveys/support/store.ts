import {
  surveyBudgetItem,
  surveyItem,
  surveyResponseItem,
  surveyTokenItem,
} from '#shared/adapters/dynamo/items/survey.ts';
import { templateItem } from '#shared/adapters/dynamo/items/template.ts';
import { LostRace, type Reader } from '#shared/app/ports.ts';
import type { Kind, Records, Ref, Write } from '#shared/app/records.ts';

type AnyRecord = Records[Kind];
type Identity = {
  readonly idOf: (record: never) => readonly string[];
  readonly versionOf?: (record: never) => number;
};

const byId: Identity = {
  idOf: ({ id }: { id: string }) => [id],
  versionOf: ({ version }: { version: number }) => version,
};

/** Ids and versions of the kinds that surveys write. */
const identities: Partial<Record<Kind, Identity>> = {
  survey: surveyItem,
  surveyResponse: surveyResponseItem,
  surveyBudget: surveyBudgetItem,
  surveyToken: surveyTokenItem,
  template: templateItem,
  ticket: byId,
  customer: byId,
  effect: byId,
  event: { idOf: ({ ticketId, seq }: { ticketId: string; seq: number }) => [ticketId, String(seq)] },
  task: { idOf: ({ ticketId, id }: { ticketId: string; id: string }) => [ticketId, id] },
  epoch: { idOf: () => ['0'], versionOf: ({ number }: { number: number }) => number },
};

const identityOf = (kind: Kind): Identity => {
  const found = identities[kind];
  if (!found) throw new Error(`the fake store does not know ${kind}`);
  return found;
};

/** Keeps the promises of the store in memory: all or nothing, on conditions. Reads give copies. */
export const fakeStore = () => {
  const records = new Map<string, AnyRecord>();
  const nameOf = (kind: Kind, id: readonly string[]) => [kind, ...id].join('/');
  const nameOfRecord = (kind: Kind, record: AnyRecord) =>
    nameOf(kind, identityOf(kind).idOf(record as never));
  const versionOf = (kind: Kind, record: AnyRecord) => identityOf(kind).versionOf?.(record as never);

  const holds = (write: Write): boolean => {
    if (write.op === 'create') return !records.has(nameOfRecord(write.kind, write.record));
    if (write.op === 'update') {
      const stored = records.get(nameOfRecord(write.kind, write.record));
      return stored !== undefined && versionOf(write.kind, stored) === versionOf(write.kind, write.before);
    }
    return true;
  };

  const reader: Reader = {
    get: async (refs) => {
      const copies = new Map(
        refs.map(({ kind, id }) => [nameOf(kind, id), structuredClone(records.get(nameOf(kind, id)))]),
      );
      return {
        one: <K extends Kind>({ kind, id }: Ref<K>) => copies.get(nameOf(kind, id)) as Records[K] | undefined,
      };
    },
  };

  const commit = async (writes: readonly Write[]): Promise<void> => {
    await Promise.resolve();
    const names = writes.flatMap((write) =>
      'kind' in write ? [nameOfRecord(write.kind, write.record)] : [],
    );
    if (new Set(names).size !== names.length) throw new Error('a transaction touches one record twice');
    const lost = writes.flatMap((write, n) => (holds(write) ? [] : [n]));
    if (lost.length > 0) throw new LostRace(lost);
    for (const write of writes) {
      if ('kind' in write) records.set(nameOfRecord(write.kind, write.record), structuredClone(write.record));
    }
  };

  return {
    reader,
    commit,
    put: <K extends Kind>(kind: K, record: Records[K]) =>
      void records.set(nameOfRecord(kind, record), record),
    remove: (kind: Kind, ...id: string[]) => void records.delete(nameOf(kind, id)),
    one: <K extends Kind>(kind: K, ...id: string[]) =>
      records.get(nameOf(kind, id)) as Records[K] | undefined,
    all: <K extends Kind>(kind: K): Records[K][] =>
      [...records].filter(([name]) => name.startsWith(`${kind}/`)).map(([, record]) => record as Records[K]),
  };
};
export type FakeStore = ReturnType<typeof fakeStore>;
