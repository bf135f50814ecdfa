import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import { type Desk, done, type Made } from '../desk.ts';
import { newestLink, nextTen, resolvedCase } from '../stock.ts';
import type { Scenario, Told } from '../story.ts';

const nobody: readonly Told[] = [];

type Plan = {
  readonly period: string;
  /** How often it runs afterwards; once unless said. */
  readonly runs?: number;
  /** Makes something for the schedule to find; answers how it is taken away again. */
  readonly prepare: (desk: Desk) => Promise<(() => Promise<unknown>) | undefined>;
  readonly look?: Scenario['look'];
  readonly alone?: true;
};

/** Runs now, and again in its next periods. */
const scheduled = (id: ScheduleId, { period, runs = 1, prepare, look, alone }: Plan): Scenario => ({
  handler: `schedules/${id}`,
  ...(alone ? { alone } : {}),
  loose: true,
  runsFail: true,
  ...(look ? { look } : {}),
  arrange: async (desk) => {
    const clean = await prepare(desk);
    const run = async () => {
      await desk.journey.run(id);
      return nobody;
    };
    return {
      act: run,
      meanwhile: async () => {
        await desk.journey.stack.invoke(`schedules-${id}`, {});
        return [];
      },
      afterwards: async () => {
        for (let n = 1; n <= runs; n++) {
          await desk.journey.advance(period);
          await run();
        }
      },
      ...(clean ? { clean } : {}),
    };
  },
});

/** A case that has to be warned about, at a time when nothing else is due: a run before has done what was. */
const dueCase = async (desk: Desk) => {
  const one = await desk.ticket();
  await desk.journey.drain();
  await desk.journey.advance('PT19H');
  await desk.journey.run('sla-sweep');
  await desk.journey.advance('PT13M');
  return () => desk.moved(one, 'resolved');
};

const dueSurvey = async (desk: Desk) => {
  await resolvedCase(desk);
  await desk.journey.drain();
  await nextTen(desk);
  // Who has answered is not reminded while later stories go on.
  return async () =>
    desk.journey.request('POST', `/v1/public/surveys/${await newestLink(desk)}`, { body: { csat: 5 } });
};

const newCase = async (desk: Desk) => {
  await desk.ticket();
  return undefined;
};

/** A webhook that is to be tested, and whose worker was not told. */
const waitingHook = async ({ admin, dropped, journey }: Desk) => {
  const url = 'https://hooks.example.com/due';
  const { id } = done(await admin.post('/v1/webhooks', { url, events: ['action.requested'] }));
  await journey.drain();
  const { engines } = journey.stack;
  engines.setFaults(({ service }) =>
    service === 'sqs' ? { kind: 'error', code: 'AccessDenied', status: 403 } : undefined,
  );
  try {
    await admin.post(`/v1/webhooks/${id}/test`, {});
  } finally {
    engines.setFaults(undefined);
  }
  return () => dropped(`/v1/webhooks/${id}`);
};

const erased = async (desk: Desk) => {
  const { id } = await desk.customer();
  done(await desk.admin.post(`/v1/customers/${id}/erase`, {}));
  return undefined;
};

const trailIsWell = async ({ admin }: Desk): Promise<readonly string[]> => {
  const { body } = await admin.post('/v1/audit-events/verify', {});
  const { problems } = body as { problems?: readonly unknown[] };
  return [`problems ${JSON.stringify(problems)}`];
};

const newestSnapshot = async ({ admin }: Desk): Promise<readonly string[]> => {
  const { items } = done<{ items: (Made & { status: string; verified?: boolean })[] }>(
    await admin.get('/v1/snapshots?limit=1'),
  );
  return [`${items[0]?.status} verified ${items[0]?.verified}`];
};

const plans: Readonly<Record<ScheduleId, Plan>> = {
  'sla-sweep': { period: 'PT1M', prepare: dueCase, alone: true },
  'survey-due': { period: 'PT1M', prepare: dueSurvey, alone: true },
  'audit-seal': { period: 'PT1H', prepare: newCase, look: trailIsWell, alone: true },
  // An erasure has a second round a quarter of an hour after the first, which is one run later where the first run died.
  'customer-review': { period: 'PT16M', runs: 2, prepare: erased, alone: true },
  'webhook-due': { period: 'PT5M', prepare: waitingHook },
  'snapshot-full': { period: 'P1D', prepare: newCase, look: newestSnapshot },
  'snapshot-incremental': { period: 'PT1H', prepare: newCase, look: newestSnapshot },
};

/** Where CloudFormation waits for the answer of a custom resource. */
const deployment = async () => {
  const answers: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => void answers.push(text));
    request.on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/answer`,
    answers,
    close: () => new Promise<unknown>((resolve) => server.close(resolve)),
  };
};

/** An asynchronous invocation comes three times at the most. */
const INVOCATIONS = 3;

/** Every schedule, and what a deployment runs. */
export const scheduleScenarios: readonly Scenario[] = [
  ...(Object.keys(schedules) as ScheduleId[]).map((id) => scheduled(id, plans[id])),
  {
    handler: 'bootstrap',
    loose: true,
    mailsAgain: true,
    arrange: async ({ journey }) => {
      const { url, answers, close } = await deployment();
      const request = {
        ...{
          RequestType: 'Update',
          ResponseURL: url,
          RequestId: randomUUID(),
          LogicalResourceId: 'Defaults',
        },
        ...{
          StackId: 'arn:aws:cloudformation:eu-central-1:000000000000:stack/kefu/1',
          PhysicalResourceId: 'kefu-defaults',
        },
        ...{
          ServiceToken: 'bootstrap',
          ResourceType: 'Custom::Defaults',
          ResourceProperties: {},
          OldResourceProperties: {},
        },
      };
      return {
        act: async () => {
          for (let tries = 1; tries <= INVOCATIONS; tries++) {
            const went = await journey.stack.invoke('bootstrap', request).then(
              () => true,
              () => false,
            );
            if (went) break;
          }
          const good = answers.some((text) => text.includes('"SUCCESS"'));
          return [{ status: good ? 200 : 500, retryAfter: false }];
        },
        clean: close,
      };
    },
  },
];
