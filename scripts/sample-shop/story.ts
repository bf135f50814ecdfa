import type { ShopCase } from './case.ts';
import { chineseCases } from './cases-chinese.ts';
import { englishCases } from './cases-english.ts';
import { type CustomerKey, shopCustomers } from './customers.ts';
import { type Deed, lifeOf, type Person } from './lives.ts';
import { type ShopOrder, shopOrders } from './orders.ts';
import { createRandom } from './random.ts';

/** One step of the story, so many minutes after its beginning. `key` names it for ever: a repeated step is recognised by it. */
export type StoryStep = { readonly at: number; readonly key: string } & (
  | { readonly type: 'meet'; readonly customer: CustomerKey }
  | { readonly type: 'order'; readonly order: ShopOrder }
  | { readonly type: 'open'; readonly case: ShopCase; readonly language: 'zh-CN' | 'en' }
  | { readonly type: 'deed'; readonly caseKey: string; readonly by: Person; readonly deed: Deed }
  /** Deadlines are looked after. */
  | { readonly type: 'sweep' }
  /** Surveys go out; customers who have got one answer it. */
  | { readonly type: 'survey' }
);

/** The story ends before its three days are over, so that the clock can be brought to the machine's time. */
export const STORY_MINUTES = 72 * 60 - 10;
const SEED = 20_260_301;
const ROUND_MINUTES = 6 * 60;
/** Shortly after the shipped first answer is due, and after management's turn. */
const LADDER_MINUTES = [24, 36].map((hours) => hours * 60 + 2);

/** The whole story of the sample shop in order of time; the same each time. */
export const story = (): StoryStep[] => {
  const cases = [
    ...chineseCases.map((each, i) => ({ each, key: `z${i + 1}`, language: 'zh-CN' as const })),
    ...englishCases.map((each, i) => ({ each, key: `e${i + 1}`, language: 'en' as const })),
  ];
  const random = createRandom(SEED);
  const steps: StoryStep[] = (Object.keys(shopCustomers) as CustomerKey[]).map((customer, i) => ({
    type: 'meet',
    at: i,
    key: `customer-${customer}`,
    customer,
  }));
  // A source of their own: whatever is bought, the cases stay as they are.
  for (const order of shopOrders(createRandom(SEED + 1)))
    steps.push({ type: 'order', at: steps.length, key: `order-${order.number}`, order });
  for (const { each, key, language } of cases) {
    const at = Math.round(each.at * 60);
    steps.push({ type: 'open', at, key, case: each, language });
    lifeOf(each, language, random).forEach(({ after, by, deed }, i) => {
      steps.push({ type: 'deed', at: at + after, key: `${key}-${i + 1}`, caseKey: key, by, deed });
    });
    if (each.life === 'untouched' || each.life === 'caughtUp') {
      for (const minutes of LADDER_MINUTES)
        steps.push({ type: 'sweep', at: at + minutes, key: `${key}-ladder-${minutes}` });
    }
  }
  for (let at = ROUND_MINUTES; at < STORY_MINUTES + ROUND_MINUTES; at += ROUND_MINUTES) {
    const end = Math.min(at, STORY_MINUTES);
    steps.push(
      { type: 'sweep', at: end, key: `sweep-${end}` },
      { type: 'survey', at: end, key: `survey-${end}` },
    );
  }
  return steps.filter(({ at }) => at <= STORY_MINUTES).sort((a, b) => a.at - b.at);
};

/** What the customers answer when they are asked, by the address the survey comes to. */
export const ratings = (): ReadonlyMap<string, NonNullable<ShopCase['rating']>> =>
  new Map(
    [...chineseCases, ...englishCases].flatMap(({ by, rating }) =>
      rating === undefined || by === 'customer1' || by === 'customer2'
        ? []
        : [...shopCustomers[by].phones, ...shopCustomers[by].emails].map(
            (address) => [address, rating] as const,
          ),
    ),
  );
