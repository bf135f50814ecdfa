import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';
import { sized } from '#test/support/size.ts';
import { type Book, bookOf, refundedMinor, totalMinor } from '../../scripts/load/book.ts';
import { heldOrders, spentBy } from '../../scripts/load/compare.ts';
import { loadBook } from '../../scripts/load/load.ts';
import { loadBookMapping } from '../../scripts/load/mapping.ts';
import { createClient } from '../../scripts/replay/client.ts';
import { type Row, readRows } from '../../scripts/replay/csv.ts';

const file = join(import.meta.dirname, '../../../shared/data/uci-online-retail/lines.csv.gz');
const CUSTOMERS = sized(6, 15);
const user = 'admin';

describe.skipIf(!existsSync(file))(
  `a real order book${existsSync(file) ? '' : ' (skipped: ../shared/data is not here)'}`,
  () => {
    const mapping = loadBookMapping('uci-online-retail');
    let journey: Journey;
    let book: Book = { orders: [], unmatched: { pieces: 0, minor: 0 } };
    beforeAll(async () => {
      journey = await startJourney({ now: Date.parse('2011-12-10T00:00:00Z') });
      const rows: Row[] = [];
      const seen = new Set<string>();
      for await (const row of readRows(file)) {
        const id = String(row['CustomerID']);
        if (seen.size < CUSTOMERS) seen.add(id);
        if (seen.has(id)) rows.push(row);
      }
      book = bookOf(rows, mapping);
      const admin = journey.as('admin');
      const set = await admin.patch(
        '/v1/settings',
        { currency: 'GBP' },
        ifMatch(await admin.get('/v1/settings')),
      );
      expect(set.status).toBe(200);
    });
    afterAll(() => journey.close());

    it('is loaded to the penny, and once, however often it is told', async () => {
      const client = createClient(journey.stack.address);
      await client.readClock();
      const load = { client, user, shopId: 'main', parallel: 8 };
      const first = await loadBook(book, mapping, load);
      expect([first.customers, first.made]).toEqual([CUSTOMERS, book.orders.length]);
      expect((await loadBook(book, mapping, load)).made).toBe(0);

      const held = await heldOrders(client, user, 'main');
      expect(held).toMatchObject({
        orders: book.orders.length,
        customers: CUSTOMERS,
        totalMinor: first.totalMinor,
        refundedMinor: first.refundedMinor,
      });
      // An order that came back whole is no purchase, and was worth nothing anyway.
      const spent = book.orders.reduce((sum, order) => sum + totalMinor(order) - refundedMinor(order), 0);
      expect(await spentBy(client, user, held.customerIds)).toBe(spent);
    });
  },
);
