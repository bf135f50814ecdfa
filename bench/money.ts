import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schedules } from '#shared/contracts/schedules.ts';
import { type Lifecycle, MESSAGES } from './lifecycle.ts';
import { sum } from './support/figures.ts';

/** List prices in USD without free tiers, eu-central-1, November 2026. */
export const prices = {
  region: 'eu-central-1',
  millionReadUnits: 0.1525,
  millionWriteUnits: 0.7625,
  tableGbMonth: 0.306,
  recoveryGbMonth: 0.2448,
  millionInvocations: 0.2,
  gbSecond: 0.0000133334,
  millionApiRequests: 1.2,
  millionQueueRequests: 0.4,
  millionEvents: 1,
  thousandMails: 0.1,
  logGb: 0.63,
} as const;

const MILLION = 1_000_000;
const MEMORY_GB = 0.5;
/** 512 MB have 512 / 1769 of a processor, and the local figures were taken with a whole one. */
const SLOWER = 1769 / 512;
const LOG_KB = 1.2;
/** A message is sent, received and deleted. */
const CALLS_A_MESSAGE = 3;
export type Line = { readonly what: string; readonly usd: number };

/** What a million tickets cost in their month, line by line; `requestMs` is how long an invocation takes here. */
export const costOfMillion = (life: Lifecycle, requestMs: number): readonly Line[] => {
  const seconds = (requestMs * SLOWER) / 1000;
  // Each event comes to two consumers of the stream, at most in a batch of its own.
  const invocations = life.requests + life.messages + 2 * life.events;
  const gb = (life.bytes * MILLION) / 1024 ** 3;
  return [
    {
      what: `DynamoDB, ${round(sum(life.units.map(({ write }) => write)))} write units a ticket`,
      usd: sum(life.units.map(({ write }) => write)) * prices.millionWriteUnits,
    },
    {
      what: `DynamoDB, ${round(sum(life.units.map(({ read }) => read)))} read units a ticket`,
      usd: sum(life.units.map(({ read }) => read)) * prices.millionReadUnits,
    },
    {
      what: `table, ${round(gb)} GB more, and their recovery`,
      usd: gb * (prices.tableGbMonth + prices.recoveryGbMonth),
    },
    {
      what: `Lambda, ${round(invocations)} invocations a ticket`,
      usd: invocations * prices.millionInvocations,
    },
    {
      what: `Lambda, ${round(seconds * 1000)} ms each`,
      usd: invocations * MILLION * seconds * MEMORY_GB * prices.gbSecond,
    },
    {
      what: `HTTP API, ${round(life.requests)} requests a ticket`,
      usd: life.requests * prices.millionApiRequests,
    },
    {
      what: `queues, ${round(life.messages)} messages a ticket`,
      usd: life.messages * CALLS_A_MESSAGE * prices.millionQueueRequests,
    },
    { what: `event bus, ${round(life.events)} events a ticket`, usd: life.events * prices.millionEvents },
    { what: 'mail, one survey a ticket', usd: 1000 * prices.thousandMails },
    {
      what: `logs, ${LOG_KB} KB an invocation`,
      usd: ((invocations * MILLION * LOG_KB) / 1024 ** 2) * prices.logGb,
    },
  ];
};

const DAYS_A_MONTH = 30;
const MINUTES_A_MONTH = 60 * 24 * DAYS_A_MONTH;

/** How often a schedule fires in a month of 30 days. Throws on expressions that no schedule of ours has. */
export const runsAMonth = (expression: string): number => {
  const minutes = /^rate\((\d+) minutes?\)$/.exec(expression)?.[1];
  if (minutes !== undefined) return MINUTES_A_MONTH / Number(minutes);
  if (/^cron\(\d+ \* \* \* \? \*\)$/.test(expression)) return MINUTES_A_MONTH / 60;
  if (/^cron\(\d+ \d+ \* \* \? \*\)$/.test(expression)) return DAYS_A_MONTH;
  throw new Error(`nobody said how often ${expression} fires`);
};

/** What a month costs in which nobody comes: what is there anyway (docs/cost.md), and the schedules. */
export const costOfIdleMonth = async (
  { idleRuns }: Lifecycle,
  requestMs: number,
): Promise<readonly Line[]> => {
  const each = idleRuns.map(({ id, read, write }): Line => {
    const runs = runsAMonth(schedules[id].expression);
    const units = read * prices.millionReadUnits + write * prices.millionWriteUnits;
    const gb = schedules[id].memoryMb / 1024;
    const seconds = (requestMs * SLOWER) / 1000;
    return {
      what: `${id}, ${runs} runs that find nothing, ${read} read and ${write} write units each`,
      usd: (runs * (units + prices.millionInvocations)) / MILLION + runs * seconds * gb * prices.gbSecond,
    };
  });
  const scheduled = sum(each.map(({ usd }) => usd));
  const [dev, prod] = [await fixedCost('dev'), await fixedCost('prod')];
  return [
    ...each,
    { what: 'dev: fixed', usd: dev },
    { what: FIXED_PROD, usd: prod },
    { what: 'prod: fixed and schedules, with 16 shards', usd: prod + scheduled },
  ];
};

/** The line that the promise of docs/cost.md is about. */
export const FIXED_PROD = 'prod: fixed';

/** The table of docs/cost.md, which a test keeps right. */
const fixedCost = async (stage: string): Promise<number> => {
  const text = await readFile(join(import.meta.dirname, '..', 'docs', 'cost.md'), 'utf8');
  const cost = new RegExp(`^\\| ${stage} \\| ([\\d.]+) \\|$`, 'm').exec(text)?.[1];
  if (cost === undefined) throw new Error(`docs/cost.md does not say what ${stage} costs`);
  return Number(cost);
};

const round = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

export const SCENARIO = `${MESSAGES} messages, 3 sweep effects and 1 survey each`;
