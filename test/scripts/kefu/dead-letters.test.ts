import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { idPrefixes, idsIn } from '#shared/domain/kernel/ids.ts';
import { letterOf, lineOf } from '../../../scripts/kefu/dead-letters/letter.ts';
import { redriveAll } from '../../../scripts/kefu/dead-letters/redrive.ts';
import { Failure } from '../../../scripts/kefu/failure.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const TICKET = 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY';
const shown = (name: string, body: unknown) =>
  letterOf(
    name,
    {
      MessageId: 'm1',
      Body: typeof body === 'string' ? body : JSON.stringify(body),
      Attributes: { SentTimestamp: String(NOW - 7_500_000), ApproximateReceiveCount: '5' },
    },
    NOW,
  );

describe('What is shown of a dead letter', () => {
  it('is its id, age, tries, what it is about and why it was given up', () => {
    const letter = shown('ticket-escalations-dlq', { ticketId: TICKET, timerAt: '2026-03-02T01:00:00.000Z' });

    expect(letter).toEqual({
      id: 'm1',
      type: undefined,
      ids: [TICKET],
      sentAt: '2026-03-02T09:55:00.000Z',
      ageSeconds: 7500,
      receives: 5,
      reason: 'its worker failed, 5 tries',
    });
    expect(lineOf(letter)).toBe(`m1  2 h old  received 5 times  its worker failed, 5 tries  ${TICKET}`);
  });

  it('tells a message that no code can take from one whose worker failed', () => {
    expect(shown('ticket-escalations-dlq', 'no json').reason).toBe('it is not JSON');
    expect(shown('ticket-escalations-dlq', { ticketId: TICKET }).reason).toBe(
      'it is no message of this queue: timerAt',
    );
    expect(shown('restores-dlq', { type: 'other' }).reason).toContain('it is no message of this queue');
    expect(shown('event-failures', { type: 'ticket.escalated' })).toMatchObject({
      type: 'ticket.escalated',
      reason: 'staff are not told of warnings, breaches and escalations',
    });
  });

  it('never holds words of the message, whatever it says', () => {
    const words = fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }).map((text) => `§${text}`);
    fc.assert(
      fc.property(
        fc.constantFrom('ticket-escalations-dlq', 'webhook-deliveries-dlq', 'event-failures', 'imports-dlq'),
        words,
        fc.dictionary(words, words),
        fc.array(words),
        (name, text, record, list) => {
          for (const body of [
            text,
            { [text]: text, type: text, ticketId: text, data: { ...record, list } },
            list,
          ]) {
            const letter = shown(name, body);
            expect(JSON.stringify(letter) + lineOf(letter)).not.toContain('§');
          }
        },
      ),
    );
  });
});

describe('The ids in a text', () => {
  it('are all that there are, each once, and nothing that only looks like one', () => {
    const ulid = fc.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    const id = fc.tuple(fc.constantFrom(...idPrefixes), ulid).map(([prefix, rest]) => `${prefix}_${rest}`);
    fc.assert(
      fc.property(fc.array(id, { maxLength: 8 }), fc.constantFrom(' ', '","', '/', ':'), (ids, between) => {
        expect(idsIn(ids.join(between), 10)).toEqual([...new Set(ids)]);
        expect(idsIn(ids.join(between), 2)).toEqual([...new Set(ids)].slice(0, 2));
      }),
    );
    for (const text of [
      'xx_01K5Q8J3M9N4P6R7S8T9V0W1XY',
      `${TICKET}Z`,
      TICKET.toLowerCase(),
      'tkt_8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    ])
      expect(idsIn(text, 10)).toEqual([]);
  });
});

describe('Sending dead letters again', () => {
  const queue = mockClient(SQSClient);
  // It replaces what all clients of queues do, other files' too.
  afterAll(() => queue.restore());
  beforeEach(() => queue.reset());
  const io = {
    out: () => undefined,
    err: () => undefined,
    env: {},
    pause: () => Promise.resolve(),
    signal: new AbortController().signal,
  };
  const told: number[] = [];
  const redrive = () =>
    redriveAll('arn:dlq', {
      client: new SQSClient({}),
      io,
      rate: 50,
      onProgress: (moved) => void told.push(moved),
    });
  type Task = {
    Status: string;
    ApproximateNumberOfMessagesMoved: number;
    ApproximateNumberOfMessagesToMove?: number;
    FailureReason?: string;
    TaskHandle?: string;
  };
  const tasks = (...all: (Task | undefined)[]): void => {
    let n = 0;
    queue.on(ListMessageMoveTasksCommand).callsFake(() => {
      const task = all[Math.min(n++, all.length - 1)];
      return { Results: task ? [task] : [] };
    });
    queue.on(StartMessageMoveTaskCommand).resolves({ TaskHandle: 't' });
    queue.on(CancelMessageMoveTaskCommand).resolves({});
  };
  const running = (moved: number, total: number): Task => ({
    ...{ Status: 'RUNNING', TaskHandle: 't' },
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: total,
  });

  it('goes at the rate it was given, and tells how many there were', async () => {
    tasks(undefined, running(50, 120), running(100, 120), {
      ...{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 120 },
    });

    expect(await redrive()).toBe(120);
    expect(told).toEqual([50, 100, 120]);
    expect(queue.commandCalls(StartMessageMoveTaskCommand)[0]?.args[0].input).toEqual({
      SourceArn: 'arn:dlq',
      MaxNumberOfMessagesPerSecond: 50,
    });
  });

  it('follows what is already under way, and starts nothing beside it', async () => {
    tasks(running(5, 10), { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 10 });

    expect(await redrive()).toBe(10);
    expect(queue.commandCalls(StartMessageMoveTaskCommand)).toHaveLength(0);
  });

  it('fails when the queue says that it failed, with the reason', async () => {
    tasks(undefined, {
      ...{ Status: 'FAILED', ApproximateNumberOfMessagesMoved: 3, FailureReason: 'AccessDenied' },
    });

    await expect(redrive()).rejects.toThrow('stopped after 3 messages: FAILED AccessDenied');
  });

  it('ends when messages come back faster than they are sent, instead of going round for ever', async () => {
    tasks(undefined, running(900, 1000), running(1101, 1000), running(1200, 1000));

    await expect(redrive()).rejects.toBeInstanceOf(Failure);
    expect(queue.commandCalls(CancelMessageMoveTaskCommand)).toHaveLength(1);
  });
});
