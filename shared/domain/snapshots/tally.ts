import type { Entities, SnapshotPart } from './manifest.ts';

export type EntityCounts = { items: number; versions: Record<string, number> };

/** Counts items by type and version, in place. Type names come from stored data: a map without a prototype takes any. */
export const createCounts = () => {
  const counts = new Map<string, Map<string, number>>();
  return {
    add: (type: string, version: string): void => {
      const versions = counts.get(type) ?? new Map<string, number>();
      counts.set(type, versions);
      versions.set(version, (versions.get(version) ?? 0) + 1);
    },
    entities: (): Entities =>
      Object.fromEntries(
        [...counts].map(([type, versions]) => [
          type,
          {
            items: [...versions.values()].reduce((sum, n) => sum + n, 0),
            versions: Object.fromEntries(versions),
          },
        ]),
      ),
  };
};

/** The sum of two counts. */
export const together = (a: Entities, b: Entities): Entities => {
  const sum: Record<string, EntityCounts> = structuredClone(a) as Record<string, EntityCounts>;
  for (const [type, { items, versions }] of Object.entries(b)) {
    const into = sum[type] ?? { items: 0, versions: {} };
    sum[type] = into;
    into.items += items;
    for (const [version, n] of Object.entries(versions))
      into.versions[version] = (into.versions[version] ?? 0) + n;
  }
  return sum;
};

/** Whether two counts say the same, in whatever order. */
export const sameEntities = (a: Entities, b: Entities): boolean => {
  const flat = (entities: Entities): string =>
    Object.entries(entities)
      .flatMap(([type, { items, versions }]) => [
        `${type}=${items}`,
        ...Object.entries(versions).map(([version, n]) => `${type}/${version}=${n}`),
      ])
      .sort()
      .join('\n');
  return flat(a) === flat(b);
};

export const itemsOf = (parts: readonly SnapshotPart[]): number =>
  parts.reduce((sum, { items }) => sum + items, 0);
export const bytesOf = (parts: readonly SnapshotPart[]): number =>
  parts.reduce((sum, { bytes }) => sum + bytes, 0);
