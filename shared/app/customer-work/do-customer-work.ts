import type { Customer } from '#shared/domain/customers/customer.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref } from '../records.ts';
import type { CustomerStep, WorkTools } from './step.ts';
import { customerSteps } from './steps.ts';

/** So many steps are done for one message; what is left stays due and comes with the next sweep. */
const MOST_STEPS = 40;

/**
 * Does what is due for one customer, step by step, and nothing when the message is stale: it may come twice, late or out of order. What
 * a lost race undid is decided again from the record as it is then.
 */
export const doCustomerWork = async (
  customerId: string,
  contextOf: () => Promise<Context>,
  tools: WorkTools,
  steps: readonly CustomerStep[] = customerSteps,
): Promise<void> => {
  for (let done = 0; done < MOST_STEPS; done++) {
    const context = await contextOf();
    const customer = context.found.one(ref('customer', customerId));
    const step = customer && dueStep(customer, context, steps);
    if (customer === undefined || step === undefined) return;
    try {
      await step.run(customer, context, tools);
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
    }
  }
};

const dueStep = (
  customer: Customer,
  context: Context,
  steps: readonly CustomerStep[],
): CustomerStep | undefined =>
  steps.find((step) => {
    const dueAt = step.dueAt(customer, context);
    return dueAt !== undefined && dueAt <= context.now;
  });
