import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '#local/engines/faults.ts';
import type { LocalStack } from '#local/options.ts';
import { failing, killed, lostBefore, type Mode, replyLost, standingStill } from '../faults/modes.ts';
import { nth } from '../faults/plan.ts';
import { call, startDemo } from './support/stack.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startDemo();
}, 60_000);
afterEach(() => stack.engines.setFaults(undefined));
afterAll(() => stack.close());

const note = (id: string) => call(stack, 'PUT', `/notes/${id}`, { body: { text: 'hi' } });
const noted = async (id: string) => (await call(stack, 'GET', `/notes/${id}`)).status === 200;
/** Disturbs the next call of this operation. */
const once = (operation: string, mode: Mode): void =>
  stack.engines.setFaults(nth(1, (one: Call) => one.operation === operation, mode));

describe('a worker', () => {
  it('dies before its call takes effect, or after it, and its successor answers', async () => {
    once('PutItem', killed('before', stack.workers));
    const before = await note('dead-before');
    once('PutItem', killed('after', stack.workers));
    const after = await note('dead-after');

    expect([before.status, after.status].every((status) => status >= 500)).toBe(true);
    expect([await noted('dead-before'), await noted('dead-after')]).toEqual([false, true]);
    expect((await note('dead-before')).status).toBe(201);
  });

  it('stands still at a call while another one answers, then goes on with it', async () => {
    const order: string[] = [];
    let meanwhile: Promise<unknown> = Promise.resolve();
    once(
      'PutItem',
      standingStill('before', stack.workers, () => {
        stack.engines.setFaults(undefined);
        meanwhile = note('successor').then(() => order.push('successor'));
        return meanwhile;
      }),
    );
    const frozen = await note('frozen');
    order.push('frozen');

    expect(order).toEqual(['successor', 'frozen']);
    expect([frozen.status, await noted('frozen'), await noted('successor')]).toEqual([201, true, true]);
  });

  it('has its timers stopped too while it stands still', async () => {
    const key =
      stack.workers.list().find(({ functionName }) => functionName === 'demo-notes')?.accessKeyId ?? '';
    expect(await stack.workers.freeze(key)).toBe(true);
    const answer = note('asleep');
    const early = await Promise.race([
      answer,
      new Promise((resolve) => setTimeout(resolve, 60, 'nothing yet')),
    ]);
    const busy = stack.workers.list().filter(({ requestId }) => requestId !== undefined).length;
    stack.workers.wake(key);

    // Another environment may have been free and taken the event.
    expect(early === 'nothing yet' ? busy : 1).toBe(1);
    expect((await answer).status).toBe(201);
  });
});

describe('what stands beside the engines', () => {
  const notify = (effect: string) => stack.invoke('notify', { effect, hook: 'https://hooks.example.com/x' });
  const mailsOf = (effect: string): number => stack.outbox.list().filter(({ id }) => id === effect).length;

  it('loses a mail before it is taken, or only the answer', async () => {
    const seen: Call[] = [];
    stack.engines.setFaults((one) => {
      if (one.service === 'email') seen.push(one);
      return one.service === 'email' ? { kind: 'dropBefore' } : undefined;
    });
    await expect(notify('lost')).rejects.toThrow();
    stack.engines.setFaults((one) => (one.service === 'email' ? replyLost(one) : undefined));
    await expect(notify('unheard')).rejects.toThrow();

    expect(seen.map(({ operation }) => operation)).toEqual(['POST /v2/email/outbound-emails']);
    expect(stack.workers.functionOf(seen[0]?.accessKeyId ?? '')).toBe('demo-notify');
    expect([mailsOf('lost'), mailsOf('unheard')]).toEqual([0, 1]);
  });

  it('refuses in the words of each service', async () => {
    once('Publish', failing('InternalError', 500));
    await expect(notify('sms')).resolves.toBeDefined();
    once('PutEvents', failing('AccessDeniedException', 403));
    await expect(notify('event')).rejects.toThrow(/AccessDenied|by a fault switch/);
    once('GetSecretValue', lostBefore);
    await expect(notify('secret')).resolves.toBeDefined();
  });
});
