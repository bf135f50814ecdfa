import type { ExportFiles } from '#shared/app/exports/withdraw-exports.ts';

/** Nobody has exported anything. */
export const noFiles: ExportFiles = {
  list: async () => ({ items: [], next: undefined }),
  queue: { send: async () => undefined },
};
