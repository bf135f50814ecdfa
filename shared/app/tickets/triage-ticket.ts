import type { RequestOf } from '#shared/contracts/route.ts';
import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import type { Grade } from '#shared/domain/customers/grade.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { generalCategory, kindOfCategory } from '#shared/domain/settings/categories.ts';
import type { Settings } from '#shared/domain/settings/settings.ts';
import type { NewTicket } from '#shared/domain/tickets/create.ts';
import type { Kind } from '#shared/domain/tickets/values.ts';
import { triage } from '#shared/domain/triage/triage.ts';

type Body = RequestOf<(typeof ticketRoutes)['tickets/create']>['body'];
export type Sorted = Pick<
  NewTicket,
  'kind' | 'category' | 'severity' | 'language' | 'triage' | 'subject' | 'body'
>;

/**
 * What kind of case it is: as given, else as its words say (T3). Given kind and category must fit each other; a kind alone gets its
 * general category, a category alone its kind. The grade is the customer's at this moment.
 */
export const sortOut = (body: Body, settings: Settings, grade: Grade): Sorted => {
  const sort = givenSort(body, settings);
  const given = {
    ...sort,
    ...(body.severity === undefined ? {} : { severity: body.severity }),
    ...(body.language === undefined ? {} : { language: body.language }),
  };
  const found = triage({
    subject: body.subject,
    body: body.body,
    categories: settings.categories,
    given,
    language: settings.language,
  });
  const { kind, category, severity, language, sentiment, confidence } = found;
  return {
    subject: body.subject,
    body: body.body,
    kind,
    category,
    severity,
    language,
    triage: { source: sort.kind === undefined ? 'auto' : 'given', confidence, sentiment, grade },
  };
};

const givenSort = (
  { kind, category }: Body,
  { categories }: Settings,
): { kind?: Kind; category?: string } => {
  if (category === undefined)
    return kind === undefined ? {} : { kind, category: generalCategory(kind, categories) };
  const of = kindOfCategory(category, categories);
  if (!of) throw refuseField('category', 'is not one of the categories in the settings');
  if (kind !== undefined && kind !== of) throw refuseField('category', `does not belong to the kind ${kind}`);
  return { kind: of, category };
};
