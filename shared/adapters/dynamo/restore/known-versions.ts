import { itemKindOf, kinds } from '../items/index.ts';

/** By the type of a record the version of its shape that this version of the product knows. */
export const knownVersions = (): Readonly<Record<string, number>> =>
  Object.fromEntries(kinds.map((kind) => [itemKindOf(kind).type, itemKindOf(kind).schemaVersion]));
