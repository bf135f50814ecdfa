import type { Attribution } from '#shared/domain/surveys/survey.ts';
import { isOwn } from '../customers/person.ts';
import type { Caller } from '../ports.ts';

type Attributed = { readonly customerId: string; readonly about: Attribution };

/** Whether the caller may read this survey or answer: customers theirs, staff those about their teams (A3). */
export const mayRead = (caller: Caller, { customerId, about }: Attributed): boolean => {
  if (caller.type === 'customer') return isOwn(caller, customerId);
  return caller.scope === 'all' || caller.teamIds.includes(about.teamId);
};
