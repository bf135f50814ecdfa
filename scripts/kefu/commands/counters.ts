import { functionSpecs } from '#infra/functions.ts';
import { branch, type Command, type Given } from '../command.ts';
import { type Report, runRecount } from '../counters/run.ts';
import { stateFile } from '../counters/state.ts';
import { tableOf } from '../counters/table.ts';
import { askForWorth } from '../counters/worth.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Session } from '../session.ts';

/** `kefu counters check` */
export const countersCommand: Command = {
  summary: 'counts of cases, surveys, deadlines and loads: compare them with the records, put them right',
  usage: `kefu counters check     names every counter that is not the sum of what it counts; ends with 1 when there is one
kefu counters rebuild   puts them right as well; work goes on meanwhile
  --dry-run       of rebuild: says what would be done
  --state FILE    where it is kept how far a run is (kefu-counters-<stage>.json); the same command goes on from there
  --anew          begins again although a run was begun elsewhere, which then ends without having changed more
  --stage STAGE   of the deployment (dev); elsewhere than locally the credentials of AWS are taken from the environment`,
  options: {
    stage: { type: 'string', default: 'dev' },
    state: { type: 'string' },
    anew: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
  run: (given, session) =>
    branch(given, {
      check: async (rest) => {
        const report = await recount(rest, session, false);
        if (!isRight(report)) throw wrong(report);
        session.show(dataOf(report), summaryOf(report));
      },
      rebuild: async (rest) => {
        const isDry = rest.flag('dry-run');
        const report = await recount(rest, session, !isDry);
        const done = isDry ? 'would be put right' : 'put right';
        session.show(
          dataOf(report),
          [...linesOf(report), isRight(report) ? summaryOf(report) : `${summaryOf(report)}: ${done}`].join(
            '\n',
          ),
        );
        if (report.loads.busy.length > 0) throw busy(report);
      },
    }),
};

/** A batch that was handed out before a recount began is over by the end of its function's time, and what it sent a little later. */
const SENT_MS = 10_000;
const batchMs = (): number => {
  const consumer = functionSpecs.find(({ id }) => id === 'streams/aggregates');
  if (!consumer) throw new Error('nobody keeps the counters');
  return consumer.timeoutSeconds * 1000 + SENT_MS;
};

/** Pages of three hundred items. */
const KEPT_EVERY = 20;

const recount = async (given: Given, session: Session, isPutRight: boolean): Promise<Report> => {
  const stage = given.text('stage') ?? 'dev';
  const { table, now } = await tableOf(session.api.url, stage);
  const progress = session.progress('read', 'items');
  const tools = {
    table,
    now,
    state: stateFile(given.text('state') ?? `kefu-counters-${stage}.json`),
    pause: session.io.pause,
    batchMs: batchMs(),
    keptEvery: KEPT_EVERY,
    askForWorth: (ids: readonly string[]) => askForWorth(session.api.url, stage, ids, now),
    onProgress: (items: number) => progress.update(items, undefined),
  };
  try {
    return await runRecount(tools, { isPutRight, isAnew: given.flag('anew') });
  } finally {
    progress.stop();
    table.documents.destroy();
  }
};

const isRight = ({ differences, uncounted, worth, loads }: Report): boolean =>
  differences.length + uncounted.length + worth.length + loads.differences.length + loads.busy.length === 0;

const summaryOf = ({ items, facts, differences, uncounted, worth, loads }: Report): string =>
  `${items} items, ${facts} facts counted; ${differences.length} counters, ${loads.differences.length} loads and the worth of ${worth.length} customers differ, ${uncounted.length} facts not counted`;

/** So many cases are named whose facts were not counted. */
const NAMED = 20;

const linesOf = ({ differences, uncounted, worth, loads }: Report): readonly string[] => [
  ...differences.flatMap(({ key, add }) =>
    Object.entries(add).map(
      ([name, n]) => `${key.pk} ${key.sk} ${name}: ${Math.abs(n)} ${n > 0 ? 'missing' : 'too many'}`,
    ),
  ),
  ...[...Map.groupBy(uncounted, ({ ticketId }) => ticketId)]
    .slice(0, NAMED)
    .map(([ticketId, facts]) => `${ticketId}: facts ${facts.map(({ seq }) => seq).join(', ')} not counted`),
  ...worth.map((id) => `worth of ${id}: not what their orders say`),
  ...loads.differences.map(({ userId, has, should }) => `load of ${userId}: is ${has}, should be ${should}`),
  ...loads.busy.map((userId) => `load of ${userId}: changes all the time`),
];

const dataOf = (report: Report): Readonly<Record<string, unknown>> => ({ ...report });

const wrong = (report: Report): Failure =>
  new Failure(exitCodes.refused, [...linesOf(report), summaryOf(report)], {
    code: 'differences',
    ...dataOf(report),
  });

const busy = ({ loads }: Report): Failure =>
  new Failure(exitCodes.refused, ['loads that change all the time are left as they are: run it again'], {
    code: 'busy',
    busy: loads.busy,
  });
