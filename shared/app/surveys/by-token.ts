import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { assertReachable } from '#shared/domain/surveys/give.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import { survivorOf } from '../customers/person.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';
import { tokenHash } from './ids.ts';

/** Whoever was erased is not asked any more, nor does anybody read what they answered. Refuses with `expired`. */
const checkThere = async (customerId: string, { reader }: Pick<Context, 'reader'>): Promise<void> => {
  const wanted = ref('customer', customerId);
  const customer = (await reader.get([wanted])).one(wanted);
  if (customer === undefined || (await survivorOf(customer, { reader })).status === 'erased')
    throw new Refusal('expired');
};

/** The survey that a link leads to. Refuses with `not_found`, `expired`. */
export const surveyByToken = async (
  token: string,
  { reader, now }: Pick<Context, 'reader' | 'now'>,
): Promise<Survey> => {
  const tokenRef = ref('surveyToken', await tokenHash(token));
  const record = (await reader.get([tokenRef])).one(tokenRef);
  if (record === undefined) throw new Refusal('not_found');
  const surveyRef = ref('survey', record.surveyId);
  const survey = (await reader.get([surveyRef])).one(surveyRef);
  if (survey === undefined) throw new Refusal('expired');
  await checkThere(survey.customerId, { reader });
  assertReachable(survey, now);
  return survey;
};
