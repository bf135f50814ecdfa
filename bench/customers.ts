import { callsDuring, stretchedCalls } from './support/calls.ts';
import { COMMON_START, customersOf, oneOf, SELDOM } from './support/customers.ts';
import { longestChain, median, percentile, sum } from './support/figures.ts';
import { settled } from './support/settled.ts';
import { type System, startSystem } from './support/system.ts';

/** One page of a search or a list of customers, among ever more of them. */
export type PageCost = {
  /** Customers there are. */
  readonly among: number;
  /** Customers on the page. */
  readonly shown: number;
  readonly read: number;
  readonly trips: number;
  readonly ms: number;
};
export type Paged = { readonly name: string; readonly costs: readonly PageCost[] };

export const PAGE = 20;
/** Requests of each kind that are not counted. */
const WARM_UP = 6;
/** Of the times the lower quartile: whatever else the machine does meanwhile only adds to them. */
const QUARTER = 25;
const HTTP = 'http-customers';

const { phone, email } = oneOf(7);
/**
 * Each finds a full page at every size, or, by what names one person, the same one. Some are compared with more than they find: `1387` with
 * everybody in `138`, of whom half are meant. No pinyin begins with a `u`, so no name is compared
 * with `user.`.
 */
const questions: Readonly<Record<string, string>> = {
  'a surname in characters': 'q=李',
  'a surname in pinyin': 'q=wang',
  'first three digits of a phone': 'q=138',
  'first four digits': 'q=1387',
  'first five digits': `q=${COMMON_START}`,
  'last four digits': `q=${SELDOM}`,
  'a whole phone': `q=${encodeURIComponent(phone)}`,
  'start of an e-mail address': 'q=user.',
  'a whole e-mail address': `q=${encodeURIComponent(email)}`,
  'list, newest first': '',
  'list by tag': 'tag=type:vip',
  'list by grade and spend': 'grade=vip&spendMin=15000&sort=-spend',
};

/**
 * Costs of a page among each number of customers. The systems stand side by side and are asked in turn, so that a busy moment of the
 * machine hits all sizes alike.
 */
export const measureCustomers = async (
  sizes: readonly number[],
  rounds: number,
  progress: (text: string) => void,
): Promise<readonly Paged[]> => {
  const systems: System[] = [];
  try {
    for (const size of sizes) {
      progress(`customers: ${size}`);
      systems.push(await startSystem(customersOf(size)));
    }
    await settled();
    progress('customers: pages');
    const times = await timesOf(systems, rounds);
    const results: Paged[] = [];
    for (const [name, query] of Object.entries(questions)) {
      const costs: PageCost[] = [];
      for (const [n, system] of systems.entries()) {
        const ms = percentile(times.get(query)?.[n] ?? [], QUARTER);
        costs.push({ among: sizes[n] ?? 0, ms, ...(await costOf(system, query)) });
      }
      results.push({ name, costs });
    }
    return results;
  } finally {
    for (const system of systems) await system.close();
  }
};

const ask = async ({ client }: System, query: string): Promise<number> => {
  const { body } = await client.send('agent1', 'GET', `/v1/customers?limit=${PAGE}&${query}`);
  return (body as { items: unknown[] }).items.length;
};

/** Of each question the times by system. */
const timesOf = async (
  systems: readonly System[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly (readonly number[])[]>> => {
  const times = new Map(Object.values(questions).map((query) => [query, systems.map((): number[] => [])]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [query, bySystem] of times) {
      for (const n of systems.keys()) {
        // Nobody always goes first.
        const at = (n + round + WARM_UP) % systems.length;
        const system = systems[at];
        if (!system) continue;
        const began = performance.now();
        await ask(system, query);
        if (round >= 0) bySystem[at]?.push(performance.now() - began);
      }
    }
  }
  return times;
};

const LOOKED_AT = 3;

const costOf = async (system: System, query: string): Promise<Pick<PageCost, 'shown' | 'read' | 'trips'>> => {
  const pages: { shown: number; read: number; trips: number }[] = [];
  for (let n = 0; n < LOOKED_AT; n++) {
    let shown = 0;
    const send = async (): Promise<void> => {
      shown = await ask(system, query);
    };
    const calls = await callsDuring(system.stack, HTTP, send);
    const trips = longestChain(await stretchedCalls(system.stack, HTTP, send));
    pages.push({ shown, trips, read: sum(calls.map(({ consumed }) => consumed.read)) });
  }
  return {
    shown: Math.min(...pages.map((page) => page.shown)),
    read: median(pages.map(({ read }) => read)),
    trips: Math.max(...pages.map(({ trips }) => trips)),
  };
};
