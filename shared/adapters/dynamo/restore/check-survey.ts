import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import { itemKindOf } from '../items/index.ts';
import { keys } from '../keys.ts';
import type { Table } from '../table.ts';
import type { Find, Findings } from './findings.ts';

const headOf = (items: readonly Stored[]): Survey | undefined => {
  const head = items.find(({ sk }) => sk === 'A');
  return head && itemKindOf('survey').fromItem(head);
};
const pointersOf = (table: Table, survey: Survey): readonly Stored[] =>
  itemKindOf('survey').follow?.(survey, undefined, table.shards).put ?? [];

/** What has to be known of the rest of the table to check a survey. */
export const surveyKeys = (table: Table, items: readonly Stored[]): readonly ItemKey[] => {
  const survey = headOf(items);
  if (survey === undefined) return [];
  return [
    keys.customer(survey.customerId),
    ...(survey.ticketId === undefined ? [] : [keys.ticket(survey.ticketId)]),
    ...pointersOf(table, survey).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })),
  ];
};

/** A survey and its answers; the pointer in its case follows from it. */
export const checkSurvey = async (
  table: Table,
  items: readonly Stored[],
  find: Find,
  findings: Findings,
): Promise<void> => {
  const id = String(items[0]?.['pk']).slice('SVY#'.length);
  const survey = headOf(items);
  if (survey === undefined) return findings.problem({ code: 'surveyMissing', id });
  const { ticketId, customerId, answers } = survey;
  if (!find(keys.customer(customerId))) findings.problem({ code: 'customerMissing', id });
  if (ticketId !== undefined && !find(keys.ticket(ticketId))) findings.problem({ code: 'caseMissing', id });
  else
    for (const pointer of pointersOf(table, survey))
      if (!find({ pk: String(pointer['pk']), sk: String(pointer['sk']) }))
        await findings.add('surveyPointerMissing', pointer);
  const responses = items.filter(({ t }) => t === 'surveyResponse');
  const late = responses.filter(({ n }) => Number(n) > answers);
  for (const item of late) await findings.remove('answerBeyondSurvey', item);
  if (responses.length - late.length < answers) findings.problem({ code: 'answerMissing', id });
};
