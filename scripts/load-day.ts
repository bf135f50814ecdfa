import { parseArgs } from 'node:util';
import { dayMode } from '#test/load/modes/day-mode.ts';
import { fairnessMode } from '#test/load/modes/fairness-mode.ts';
import { memoryMode } from '#test/load/modes/memory-mode.ts';
import { oneAtATimeMode } from '#test/load/modes/one-at-a-time-mode.ts';
import { outageMode } from '#test/load/modes/outage-mode.ts';
import { saleMode } from '#test/load/modes/sale-mode.ts';

/**
 * `npm run day -- --seconds 60 --seed 1`: mixed traffic on a local stack, in the open and the closed model, with a rush. `--fairness`: one caller at ten
 * times its limit beside others. `--memory`: what the functions keep. `--sale`: more than is answered. `--outage`: a storm of retries. `--one-at-a-time`: a worker
 * held to one. Ends with 1 when a promise does not hold.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '2' },
    peak: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '10' },
    fairness: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    limit: { type: 'string', default: '120' },
    memory: { type: 'boolean', default: false },
    leak: { type: 'boolean', default: false },
    people: { type: 'string', default: '4' },
    sale: { type: 'boolean', default: false },
    'per-caller': { type: 'string' },
    outage: { type: 'boolean', default: false },
    'outage-minutes': { type: 'string', default: '5' },
    speed: { type: 'string', default: '5' },
    'one-at-a-time': { type: 'boolean', default: false },
    messages: { type: 'string', default: '2000' },
    'batch-seconds': { type: 'string', default: '5' },
    'batch-ms': { type: 'string', default: '100' },
  },
});
const given = {
  seed: Number(values.seed),
  seconds: Number(values.seconds),
  rate: Number(values.rate),
  peak: Number(values.peak),
  minutesASecond: Number(values.minutes),
  rounds: Number(values.rounds),
  limit: Number(values.limit),
  people: Number(values.people),
  leaks: values.leak,
  perCaller: values['per-caller'] === undefined ? undefined : Number(values['per-caller']),
  minutes: Number(values['outage-minutes']),
  speed: Number(values.speed),
  messages: Number(values.messages),
  batchSeconds: Number(values['batch-seconds']),
  batchMs: Number(values['batch-ms']),
};
console.log(`load: seed ${given.seed}`);

const run = (): Promise<boolean> => {
  if (values.fairness) return fairnessMode(given);
  if (values.memory) return memoryMode(given);
  if (values.sale) return saleMode(given);
  if (values.outage) return outageMode(given);
  if (values['one-at-a-time']) return oneAtATimeMode(given);
  return dayMode(given);
};
process.exit((await run()) ? 0 : 1);
