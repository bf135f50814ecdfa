import type { ShopCase } from './case.ts';
import { type CustomerKey, shopCustomers } from './customers.ts';
import type { createRandom } from './random.ts';

type Buyer = CustomerKey | 'customer1' | 'customer2';

/** An order of the sample shop, placed so many days before the story begins. */
export type ShopOrder = {
  readonly number: string;
  readonly by: Buyer;
  readonly daysBefore: number;
  readonly status: 'delivered' | 'shipped';
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  /** Yuan for one piece. */
  readonly price: number;
};

const goods = [
  { sku: 'CUP-500', name: '保温杯 500 ml', price: 129 },
  { sku: 'TEA-LJ', name: '明前龙井 250 g', price: 368 },
  { sku: 'LAMP-D2', name: '护眼台灯 D2', price: 259 },
  { sku: 'KET-17', name: '电热水壶 1.7 L', price: 189 },
  { sku: 'CHAIR-E', name: '人体工学椅', price: 1299 },
] as const;

/** How many orders each customer has; some buy more often. */
const ordersOf = (buyer: Buyer, n: number): number => (buyer === 'lin' || buyer === 'wu' ? 5 : 1 + (n % 3));

/** Everybody's orders, the first placed first; the last one of each is the one their cases are about. */
export const shopOrders = (random: ReturnType<typeof createRandom>): ShopOrder[] => {
  const buyers: Buyer[] = [...(Object.keys(shopCustomers) as CustomerKey[]), 'customer1', 'customer2'];
  return buyers.flatMap((by, n) => {
    const count = ordersOf(by, n);
    return Array.from({ length: count }, (_, i): ShopOrder => {
      const good = random.pick(goods);
      return {
        number: `SHOP-${1001 + n * 10 + i}`,
        by,
        daysBefore: 3 + (count - 1 - i) * 35 + (n % 7),
        status: i === count - 1 && n % 5 === 0 ? 'shipped' : 'delivered',
        ...good,
        quantity: 1 + (n % 2),
      };
    });
  });
};

/** Whether a case is about goods, so that it names the order they came with. */
export const isAboutGoods = ({ kind, category }: Pick<ShopCase, 'kind' | 'category'>): boolean =>
  kind === 'return' ||
  kind === 'exchange' ||
  kind === 'productIssue' ||
  ['complaint.logistics', 'complaint.quality', 'consultation.order'].includes(category ?? '');
