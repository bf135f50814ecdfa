import { tableOf } from '../figures.ts';
import { runSale, type SaleOptions } from '../sale.ts';

/**
 * A flash sale: tells what came of it, and whether everybody got an answer or was told to come again, nothing promised was lost, nothing was done twice
 * and nothing waits.
 */
export const saleMode = async (options: SaleOptions): Promise<boolean> => {
  const { before, sale, after, kinds, cases, answeredS, drainedS, left } = await runSale(options);
  for (const [title, book] of [
    [`Before, ${options.rate} a second`, before],
    [`The sale, ${options.peak} times as many`, sale],
    ['After it', after],
  ] as const)
    console.log(`\n${title}:\n${tableOf(book)}`);
  console.log(`
answers: ${kinds.done} done, ${kinds.later} told when to come again, ${kinds.gateway} refused by the gateway in its own words, other: ${JSON.stringify([...kinds.other])}
cases: ${JSON.stringify(cases)}
everybody answered ${answeredS.toFixed(1)} s after the sale, nothing waits after ${drainedS.toFixed(1)} s, left in queues ${left}`);
  return (
    kinds.other.size === 0 && cases.unanswered === 0 && cases.lost === 0 && cases.doubled === 0 && left === 0
  );
};
