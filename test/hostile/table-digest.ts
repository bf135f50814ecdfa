import { createHash } from 'node:crypto';
import { everyItem, pastTheProduct, type StoredItem } from '#test/support/stored-items.ts';

/** What may be added although a request was refused: the count of calls, and the trail of refusals. */
const besides: ReadonlySet<unknown> = new Set(['rate', 'audit', 'auditSeal', 'auditDigest']);

const lineOf = (item: StoredItem): string =>
  JSON.stringify(
    Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value),
  );

/** One digest over items, whatever their order; counts of calls and the trail left out. */
export const digestOfItems = (items: readonly StoredItem[]): string =>
  createHash('sha256')
    .update(
      items
        .filter(({ t }) => !besides.has(t))
        .map(lineOf)
        .sort()
        .join('\n'),
    )
    .digest('hex');

/** Asks for the digest of everything that is stored, past the product. */
export const storedDigest = (engines: string, tables: readonly string[]): (() => Promise<string>) => {
  const documents = pastTheProduct(engines);
  return async () =>
    digestOfItems((await Promise.all(tables.map((table) => everyItem(documents, table)))).flat());
};
