import { notSentFact } from '#shared/domain/surveys/facts.ts';
import { notSent, unreminded } from '#shared/domain/surveys/life.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { NotSentReason } from '#shared/domain/surveys/values.ts';
import type { Context } from '../ports.ts';
import { ref, update } from '../records.ts';
import type { Case } from './read-case.ts';
import { surveysActor, tellTicket } from './tell-ticket.ts';
import type { Tools } from './tools.ts';

/**
 * Nothing goes out: the survey says why, the timeline tells staff, and a budget that it had reserved is free again. A reminder
 * that cannot go out is simply left out.
 */
export const notDelivered = async (
  survey: Survey,
  { ticket, customerId }: Pick<Case, 'ticket' | 'customerId'>,
  reason: NotSentReason,
  context: Context,
  tools: Tools,
): Promise<void> => {
  const { now, reader } = context;
  if (survey.status === 'sent') return tools.commit([update('survey', survey, unreminded(survey, now))]);
  const wanted = ref('surveyBudget', customerId);
  const budget = (await reader.get([wanted])).one(wanted);
  const after = notSent(survey, reason, now);
  return tools.commit([
    update('survey', survey, after),
    ...(budget?.surveyId === survey.id
      ? [update('surveyBudget', budget, { ...budget, lastAt: 0, version: budget.version + 1 })]
      : []),
    ...(ticket === undefined
      ? []
      : await tellTicket(
          ticket,
          [{ type: 'surveyNotSent', actor: surveysActor, data: notSentFact(after, reason) }],
          context,
        )),
  ]);
};
