import type { Config } from '#shared/app/config.ts';
import { create } from '#shared/app/records.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { shippedTeams } from '#shared/domain/people/defaults.ts';
import { defaultCalendars, defaultPolicies } from '#shared/domain/sla/defaults.ts';
import { slaContextOf } from '#shared/domain/sla/sla.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { operationsOn } from '#test/support/serve-operation.ts';

const newest = <T extends { version: number }>(all: readonly T[], idOf: (one: T) => string): T[] =>
  [...Map.groupBy(all, idOf).values()].flatMap((versions) =>
    versions.toSorted((a, b) => b.version - a.version).slice(0, 1),
  );

/** A store with the shipped calendars and policies, whose settings show the policies and calendars that it holds. */
export const slaDesk = async () => {
  const memory = memoryStore();
  const calendars = () =>
    new Map(
      [...Map.groupBy(memory.all('calendar'), ({ calendarId }) => calendarId)].map(
        ([id, versions]) => [id, versions.toSorted((a, b) => a.version - b.version)] as const,
      ),
    );
  const withSla = (config: Config): Config => ({
    ...config,
    policies: newest(memory.all('policy'), ({ policyId }) => policyId).sort(
      (a, b) => a.position - b.position,
    ),
    calendars: calendars(),
    sla: slaContextOf(calendars()),
  });
  const store: MemoryStore = {
    ...memory,
    open: async (first) => {
      const opened = await memory.open(first);
      return { ...opened, config: withSla(opened.config) };
    },
  };
  await memory.commit([create('epoch', { number: 1 })]);
  for (const team of shippedTeams(0)) await memory.commit([create('team', team)]);
  for (const calendar of defaultCalendars) await memory.commit([create('calendar', calendar)]);
  for (const policy of defaultPolicies) await memory.commit([create('policy', policy)]);
  return { store, ...operationsOn(store) };
};
export type SlaDesk = Awaited<ReturnType<typeof slaDesk>>;

/** The refusal of an act: its code, and the fields it names. */
export const refusalOf = async (act: Promise<unknown>): Promise<{ code: string; fields: string[] }> => {
  try {
    await act;
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, fields: error.errors.map(({ path }) => path) };
    throw error;
  }
  return { code: 'none', fields: [] };
};
