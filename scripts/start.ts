import { parseArgs } from 'node:util';
import { formatDuration } from '#shared/domain/kernel/duration.ts';
import { loadSampleShop } from './sample-shop.ts';
import { startStack } from './stack.ts';

/** `npm start`: builds and synthesizes what changed, runs the whole system on this machine, loads the sample shop once. */
const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    now: { type: 'string' },
    manual: { type: 'boolean', default: false },
    'no-limits': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm start -- [options]
  --fresh       begin empty, but for the shipped defaults and the sample staff
  --now WHEN    with --fresh: begin at this instant (2016-02-29T00:00:00Z)
  --manual      schedules run only by the control surface
  --no-limits   no limit of requests a minute
PORT (3000) and KEFU_HOME (.local) are taken from the environment.`);
  process.exit(0);
}

const instant = (text: string): number => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`--now ${text} is not an instant such as 2016-02-29T00:00:00Z`);
  return at;
};

const began = performance.now();
const { stack, home, isNew } = await startStack({
  fresh: values.fresh,
  now: values.now === undefined ? undefined : instant(values.now),
  manual: values.manual,
  limits: !values['no-limits'],
  history: !values.fresh && values.now === undefined,
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await stack.close();
  process.exit(0);
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

if (!values.fresh && values.now === undefined) await loadSampleShop(stack, home);

const took = formatDuration(performance.now() - began)
  .slice(2)
  .toLowerCase();
console.log(`
Kefu runs at ${stack.address} (${isNew ? 'new state' : 'state'} in ${home}, ready in ${took}). Stop it with Ctrl-C.

  curl -s -X POST ${stack.address}/_local/tokens -d '{"user":"agent1"}'      a token for a sample member of staff
  curl -s ${stack.address}/v1/tickets -H "Authorization: Bearer $TOKEN"      the queue
  curl -s ${stack.address}/_local/outbox                                     mails and messages that would have left
  curl -s ${stack.address}/v1/openapi.json                                   the whole API

People: admin supervisor1 agent1 agent2 agent3 inspector1 analyst1 customer1 customer2. README.md has a first session.
`);
