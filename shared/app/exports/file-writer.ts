import type { Row } from '#shared/domain/exports/columns/column.ts';

/**
 * Writes a file row by row. After `take`, `state` is all that another writer needs to go on: it may be stored, and holds nothing of a row.
 */
export type FileWriter = {
  add(row: Row): void;
  /** At least so many bytes wait to be taken. */
  size(): number;
  /** The bytes since the last time; they end with a row. */
  take(): Buffer;
  state(): string;
  /** Adds what comes after the last row. */
  end(): void;
};
