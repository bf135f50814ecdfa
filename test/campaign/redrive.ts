import { setTimeout as pause } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Call, Fault, FaultPlan } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';
import { startJourney } from '#test/support/local-stack.ts';
import { type Field, openOne } from './cases.ts';
import { clientFor, inLanes } from './client.ts';
import { openHistory } from './history.ts';
import { randomOf } from './random.ts';
import { everyCase } from './read-back.ts';
import { drain } from './rounds.ts';

export type RedriveReport = {
  readonly letters: number;
  /** Of these, how many had taken effect before they were given up. */
  readonly tookEffect: number;
  /** While the worker is still broken: how many came back to the dead letters, and effects there were then. */
  readonly whileBroken: { readonly letters: number; readonly effects: number };
  /** When it is mended: how many were moved, how many are left, and effects there are now. */
  readonly mended: { readonly moved: number; readonly left: number; readonly effects: number };
  /** When the same is moved, and sent, once more. */
  readonly again: { readonly moved: number; readonly effects: number };
  /** Facts that are told twice. */
  readonly repeats: number;
};

const WORKER = 'workers-ticket-escalations';
const DLQ = 'kefu-dev-ticket-escalations-dlq';
const BEGIN = Date.parse('2026-03-02T02:00:00Z');
const LANES = 8;

const refused: Fault = { kind: 'error', code: 'ValidationException', status: 400 };

const ticketIn = ({ body }: Call): string | undefined =>
  /TKT#(tkt_[0-9A-Z]{26})/.exec(JSON.stringify(body))?.[1];

/**
 * A worker that is broken: of the cases in `half` its transaction takes effect, but it never learns so and fails; of the others nothing takes
 * effect. Whatever it tries afterwards fails too.
 */
const broken = (stack: LocalStack, half: ReadonlySet<string>): FaultPlan => {
  const applied = new Set<string>();
  return (call) => {
    if (!stack.workers.functionOf(call.accessKeyId)?.endsWith(WORKER)) return undefined;
    const id = ticketIn(call);
    if (id === undefined) return undefined;
    if (call.operation === 'BatchGetItem') return applied.has(id) ? refused : undefined;
    if (call.operation !== 'TransactWriteItems') return undefined;
    if (!half.has(id) || applied.has(id)) return refused;
    applied.add(id);
    return { kind: 'dropAfter' };
  };
};

/** Moves dead letters back as the console and the command line do; answers how many. */
const redrive = async (client: SQSClient): Promise<number> => {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: DLQ }));
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const SourceArn = Attributes['QueueArn'];
  await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
  for (;;) {
    const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
    if (Results[0]?.Status !== 'RUNNING') return Results[0]?.ApproximateNumberOfMessagesMoved ?? 0;
    await pause(20);
  }
};

/** Cases that were escalated, and facts about deadlines that are told more than once. */
const effectsIn = async (field: Field): Promise<{ effects: number; repeats: number }> => {
  let effects = 0;
  let repeats = 0;
  await everyCase(field, (_, { events, escalations }) => {
    effects += escalations.length > 0 ? 1 : 0;
    const facts = events
      .filter(({ type }) => ['slaWarning', 'slaBreached', 'escalated'].includes(type))
      .map(({ type, data }) => `${type} ${String(data['target'])} ${String(data['to'])}`);
    repeats += facts.length - new Set(facts).size;
  });
  return { effects, repeats };
};

/** Dead letters of which every other one had taken effect are sent again: while the worker is broken, when it is mended, and once more (A6, F47). */
export const runRedrive = async (letters: number): Promise<RedriveReport> => {
  const journey = await startJourney({ now: BEGIN });
  const { stack } = journey;
  const history = openHistory();
  const field: Field = {
    ...{ journey, history, cases: [], random: randomOf(1) },
    client: clientFor(journey, history),
  };
  const client = new SQSClient({
    endpoint: stack.enginesAddress,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const dead = async (): Promise<number> =>
    (await journey.queues()).find(({ name }) => name === 'ticket-escalations')?.deadLetters ?? -1;
  try {
    await inLanes(
      Array.from({ length: letters }, (_, n) => n),
      LANES,
      async (n) => void (await openOne(field, n)),
    );
    await drain(field);
    await journey.advance('PT25H');
    const half = new Set(field.cases.slice(0, Math.floor(letters / 2)).map(({ id }) => id));
    const timerAt = new Date(await journey.now()).toISOString();
    const sendAll = async (): Promise<void> => {
      for (const { id } of field.cases)
        await stack.engines.queues.send(
          'kefu-dev-ticket-escalations',
          JSON.stringify({ ticketId: id, timerAt }),
        );
      await drain(field);
    };
    stack.engines.setFaults(broken(stack, half));
    await sendAll();
    const given = await dead();
    const before = await effectsIn(field);
    await redrive(client);
    await drain(field);
    const whileBroken = { letters: await dead(), effects: (await effectsIn(field)).effects };
    stack.engines.setFaults(undefined);
    const moved = await redrive(client);
    await drain(field);
    const mended = { moved, left: await dead(), effects: (await effectsIn(field)).effects };
    const movedAgain = await redrive(client);
    await sendAll();
    const { effects, repeats } = await effectsIn(field);
    return {
      ...{ letters: given, tookEffect: before.effects, whileBroken, mended, repeats },
      again: { moved: movedAgain, effects },
    };
  } finally {
    stack.engines.setFaults(undefined);
    client.destroy();
    await journey.close();
  }
};

/** What does not hold of a report; empty when everything does. */
export const redriveFaults = (report: RedriveReport, letters: number): string[] => {
  const half = Math.floor(letters / 2);
  const wanted: RedriveReport = {
    ...{ letters, tookEffect: half, whileBroken: { letters, effects: half } },
    mended: { moved: letters, left: 0, effects: letters },
    ...{ again: { moved: 0, effects: letters }, repeats: 0 },
  };
  return Object.entries(wanted).flatMap(([name, value]) => {
    const [seen, expected] = [JSON.stringify(report[name as keyof RedriveReport]), JSON.stringify(value)];
    return seen === expected ? [] : [`${name}: ${seen}, not ${expected}`];
  });
};
