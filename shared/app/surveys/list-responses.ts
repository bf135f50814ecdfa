import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { personFilter, personWants } from '../customers/person-filter.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { mayRead } from './access.ts';
import { responseView } from './views.ts';

/** Answers, newest first by their first answer. Customers get their own; what is about other people's teams is left out. */
export const listResponses: Operation<(typeof surveyRoutes)['surveys/list-responses']> = {
  wants: ({ query }) => personWants(query.customerId),
  async run({ query }, context) {
    const { caller, lists } = context;
    const { limit: _, cursor: __, customerId, ...filters } = query;
    const { answeredAfter, answeredBefore } = filters;
    if (answeredAfter !== undefined && answeredBefore !== undefined && answeredAfter >= answeredBefore)
      throw refuseField('answeredBefore', 'must be later than answeredAfter');
    const person = await personFilter(customerId, context);
    if (person === undefined) return { body: { items: [] } };
    const asked = Object.entries({ ...filters, ...person }).filter(([, value]) => value !== undefined);
    const slice = await lists.surveyResponses(
      Object.fromEntries(asked),
      pageAsk('survey-responses', query, context),
    );
    const items = slice.items.filter((response) => mayRead(caller, response));
    return {
      body: pageOf(
        'survey-responses',
        query,
        { ...slice, items },
        (response) => responseView(response, caller),
        context,
      ),
    };
  },
};
