import { iso } from '#shared/domain/kernel/time.ts';
import {
  type Survey,
  type SurveyResponse,
  surveyBudgetSchema,
  surveyResponseSchema,
  surveySchema,
  surveyTokenSchema,
  timerOf,
} from '#shared/domain/surveys/survey.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys, type Shards, shardOf } from '../keys.ts';
import { nothing } from './left.ts';
import { stripped } from './strip.ts';

const SURVEY_KIND = 'resolution';

const surveyIndexKeys = (survey: Survey, shards: Shards): Item => {
  const { id, status } = survey;
  const created = `${iso(survey.createdAt)}#${id}`;
  const timer = timerOf(survey);
  return {
    ...indexKey('gsi1', indexes.surveysByStatus(status, shardOf(id, shards.all)), created),
    ...indexKey('gsi4', indexes.surveysOfCustomer(survey.customerId), created),
    // A timer set in the past is due now: so the sweep's watermark cannot pass it.
    ...(timer === undefined
      ? {}
      : indexKey(
          'gsi5',
          indexes.timers('survey', shardOf(id, shards.timers)),
          `${iso(Math.max(timer, survey.updatedAt))}#${id}`,
        )),
  };
};

/** What the customer wrote; their scores stay, they are counted. */
const answerComment = {
  owner: ({ customerId }: { readonly customerId: string }) => ({ customerId }),
  left: { 'answer.comment': nothing },
};

/** A survey; beside its first version, where it is about a case, a pointer in the case's own partition, by which the case finds it. */
export const surveyItem: ItemKind<'survey'> = {
  type: 'survey',
  schemaVersion: 1,
  key: ([id = '']) => keys.survey(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  personal: answerComment,
  sealsFor: ({ customerId }) => customerId,
  toItem: (survey, shards) => ({ ...survey, ...surveyIndexKeys(survey, shards) }),
  fromItem: (item) => surveySchema.parse(stripped(item)),
  follow: (survey, before) => ({
    put:
      before === undefined && survey.ticketId !== undefined
        ? [
            {
              ...keys.surveyOfTicket(survey.ticketId, survey.cycle, SURVEY_KIND),
              t: 'surveyOfTicket',
              v: 1,
              surveyId: survey.id,
            },
          ]
        : [],
    remove: [],
  }),
};

const responseIndexKeys = (response: SurveyResponse, shards: Shards): Item => {
  if (response.superseded) return {};
  const { surveyId, about } = response;
  const answered = `${iso(response.answeredAt)}#${surveyId}`;
  return {
    ...indexKey('gsi1', indexes.responsesOfTeam(about.teamId, shardOf(surveyId, shards.team)), answered),
    ...indexKey('gsi2', indexes.responses(shardOf(surveyId, shards.all)), answered),
    ...indexKey(
      'gsi3',
      about.agentId === undefined ? undefined : indexes.responsesOfAgent(about.agentId),
      answered,
    ),
  };
};

/** An answer or an amendment. Only the newest of a survey is in the indexes. */
export const surveyResponseItem: ItemKind<'surveyResponse'> = {
  type: 'surveyResponse',
  schemaVersion: 1,
  key: ([surveyId = '', n = '']) => keys.surveyResponse(surveyId, Number(n)),
  idOf: ({ surveyId, n }) => [surveyId, String(n)],
  versionOf: ({ version }) => version,
  personal: answerComment,
  toItem: (response, shards) => ({ ...response, ...responseIndexKeys(response, shards) }),
  fromItem: (item) => surveyResponseSchema.parse(stripped(item)),
};

/** The last survey a customer was sent. */
export const surveyBudgetItem: ItemKind<'surveyBudget'> = {
  type: 'surveyBudget',
  schemaVersion: 1,
  key: ([customerId = '']) => keys.surveyBudget(customerId),
  idOf: ({ customerId }) => [customerId],
  versionOf: ({ version }) => version,
  toItem: (budget) => ({ ...budget }),
  fromItem: (item) => surveyBudgetSchema.parse(stripped(item)),
};

/** Leads from the hash of a link's token to the survey. */
export const surveyTokenItem: ItemKind<'surveyToken'> = {
  type: 'surveyToken',
  schemaVersion: 1,
  key: ([sha256 = '']) => keys.surveyToken(sha256),
  idOf: ({ sha256 }) => [sha256],
  toItem: (token) => ({ ...token }),
  fromItem: (item) => surveyTokenSchema.parse(stripped(item)),
};
