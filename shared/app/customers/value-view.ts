import type { Customer } from '#shared/domain/customers/customer.ts';
import { moneyText } from '#shared/domain/kernel/money.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Context } from '../ports.ts';
import type { CustomerSummary, CustomerView } from './views.ts';

type Worth = Pick<CustomerSummary, 'grade' | 'stage' | 'spend'>;
type Value = Pick<CustomerView, 'grade' | 'stage' | 'spend' | 'behaviour' | 'lifetimeValue' | 'churn'>;

/** Who never ordered is an ordinary, potential customer since they are known. */
const worthOfNobody = (
  { createdAt }: Pick<Customer, 'createdAt'>,
  { settings }: Context['config'],
): Worth => ({
  grade: { value: 'ordinary', reasons: ['orders=0'], at: iso(createdAt) },
  stage: 'potential',
  spend: moneyText({ minor: 0, currency: settings.currency }),
});

/** What a list shows of a customer's worth. */
export const worthView = (customer: Customer, config: Context['config']): Worth => {
  const { value } = customer;
  if (value === undefined) return worthOfNobody(customer, config);
  const { grade, stage, spend } = value;
  return {
    grade: { ...grade, at: iso(grade.at) },
    stage: stage.value,
    spend: moneyText(spend),
  };
};

/** What a customer's record shows of their worth; estimates and risks are for staff only. */
export const valueView = (
  customer: Customer,
  { caller, config }: Pick<Context, 'caller' | 'config'>,
): Value => {
  const worth = worthView(customer, config);
  const { value } = customer;
  if (value === undefined || caller.type === 'customer') return worth;
  const { behaviour, clv, churn } = value;
  return {
    ...worth,
    behaviour: { ...behaviour, at: iso(behaviour.at) },
    lifetimeValue: moneyText(clv),
    ...(churn === undefined ? {} : { churn: { ...churn, at: iso(churn.at) } }),
  };
};
