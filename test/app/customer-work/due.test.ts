import { describe, expect, it } from 'vitest';
import { doCustomerWork } from '#shared/app/customer-work/do-customer-work.ts';
import type { CustomerStep, WorkTools } from '#shared/app/customer-work/step.ts';
import { type Context, LostRace } from '#shared/app/ports.ts';
import { NINE } from '#test/domain/tickets/support.ts';

const customer = { id: 'cus_1' };
const contextAt = (now: number) => async () =>
  ({ now, found: { one: () => customer } }) as unknown as Context;
const tools = {} as WorkTools;

/** A step that is due at an instant until it was done so many times. */
const stepDue = (dueAt: number, times: number, run: () => void = () => undefined) => {
  let done = 0;
  const step: CustomerStep = {
    dueAt: () => (done < times ? dueAt : undefined),
    run: async () => {
      run();
      done++;
    },
  };
  return { step, done: () => done };
};

describe('What is to be done for a customer', () => {
  it('is not done before its instant, whatever the message says, and is done at it', async () => {
    const { step, done } = stepDue(NINE, 1);

    await doCustomerWork(customer.id, contextAt(NINE - 1), tools, [step]);
    expect(done()).toBe(0);
    await doCustomerWork(customer.id, contextAt(NINE), tools, [step]);
    expect(done()).toBe(1);
  });

  it('is done once however often it is asked for', async () => {
    const { step, done } = stepDue(NINE, 1);
    for (let times = 0; times < 3; times++) await doCustomerWork(customer.id, contextAt(NINE), tools, [step]);

    expect(done()).toBe(1);
  });

  it('is decided anew after a lost race, and left to the next sweep after forty steps', async () => {
    let races = 0;
    const racing = stepDue(NINE, 1, () => {
      if (++races < 3) throw new LostRace([0]);
    });
    await doCustomerWork(customer.id, contextAt(NINE), tools, [racing.step]);
    expect([races, racing.done()]).toEqual([3, 1]);

    const endless = stepDue(NINE, 1000);
    await doCustomerWork(customer.id, contextAt(NINE), tools, [endless.step]);
    expect(endless.done()).toBe(40);
  });

  it('fails with the message where it fails, so that it comes again', async () => {
    const { step } = stepDue(NINE, 1, () => {
      throw new Error('the table is away');
    });

    await expect(doCustomerWork(customer.id, contextAt(NINE), tools, [step])).rejects.toThrow('away');
  });
});
