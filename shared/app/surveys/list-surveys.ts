import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import { personFilter, personWants } from '../customers/person-filter.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { mayRead } from './access.ts';
import { surveyView } from './views.ts';

/** Surveys, newest first. Customers get their own; what is about other people's teams is left out. */
export const listSurveys: Operation<(typeof surveyRoutes)['surveys/list']> = {
  wants: ({ query }) => personWants(query.customerId),
  async run({ query }, context) {
    const { caller, lists } = context;
    const { ticketId, customerId, status } = query;
    const person = await personFilter(customerId, context);
    if (person === undefined) return { body: { items: [] } };
    const slice = await lists.surveys(
      {
        ...(ticketId === undefined ? {} : { ticketId }),
        ...person,
        ...(status === undefined ? {} : { status }),
      },
      pageAsk('surveys', query, context),
    );
    const items = slice.items.filter((survey) => mayRead(caller, survey));
    return {
      body: pageOf('surveys', query, { ...slice, items }, (survey) => surveyView(survey, caller), context),
    };
  },
};
