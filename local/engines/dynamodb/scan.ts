import { capacityMode } from './capacity.ts';
import { validationError } from './errors.ts';
import type { Range } from './level.ts';
import { checkStartKey, type Page, type PageRequest, positionOf, readPage, sourceOf } from './page.ts';
import { checkPaths } from './query.ts';
import type { Store } from './store.ts';
import type { Table } from './types.ts';

export type ScanRequest = PageRequest & { Segment?: number; TotalSegments?: number };

/** Reads one page of a table or index, in the order of the hashed partition keys; segments divide that order. */
export const scan = (store: Store, table: Table, request: ScanRequest): Promise<Page> => {
  const source = sourceOf(table, request);
  checkPaths(source, request, true);
  const range = segmentOf(request);
  const { ExclusiveStartKey: start } = request;
  if (start === undefined) return readPage(store, source, range, request, capacityMode(request));
  checkStartKey(source, start);
  const position = positionOf(source, start);
  if (position < (range.gte ?? '') || position > (range.lt ?? '~'))
    throw validationError(
      'The provided starting key is invalid: Please use ExclusiveStartKey with correct Segment.',
    );
  const rest: Range = { gt: position, lt: range.lt ?? '~' };
  return readPage(store, source, rest, request, capacityMode(request));
};

/** Rows start with a hash of three bytes, in hexadecimal. */
const HASHES = 2 ** 24;

const segmentOf = ({ Segment = 0, TotalSegments = 1 }: ScanRequest): Range => {
  const border = (segment: number) => Math.ceil((HASHES * segment) / TotalSegments);
  const hex = (hash: number) => hash.toString(16).padStart(6, '0');
  return {
    ...(Segment > 0 && { gte: hex(border(Segment)) }),
    lt: Segment === TotalSegments - 1 ? '~' : hex(border(Segment + 1)),
  };
};
