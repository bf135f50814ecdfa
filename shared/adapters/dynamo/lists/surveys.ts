import type { Lists, PageAsk, Position, Slice } from '#shared/app/lists.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Survey, SurveyResponse } from '#shared/domain/surveys/survey.ts';
import { surveyStatusSchema } from '#shared/domain/surveys/values.ts';
import { itemKindOf } from '../items/index.ts';
import { everyShard, indexes, type Key, keys } from '../keys.ts';
import { getItems, queryAll } from '../read.ts';
import { readable } from '../schema-version.ts';
import type { Table } from '../table.ts';
import { type ByCreation, pageByCreation } from './by-creation.ts';
import { surveyCounters } from './survey-counters.ts';

type SurveyQuery = Parameters<Lists['surveys']>[0];
type ResponseQuery = Parameters<Lists['surveyResponses']>[0];

/** At most so many index pages are read for one page of answers; then the page is shorter. */
const MOST_ROUNDS = 8;
/** A customer is asked at most every few weeks: this is years of surveys. */
const MOST_OF_CUSTOMER = 100;

/** Lists of surveys and answers: an index names them, what is shown is read from the records. */
export const surveyLists = (table: Table): Pick<Lists, 'surveys' | 'surveyResponses' | 'surveyCounters'> => ({
  surveys: (query, page) =>
    query.ticketId === undefined ? listed(table, query, page) : ofTicket(table, query.ticketId, query, page),
  surveyResponses: (query, page) =>
    query.customerId === undefined
      ? answered(table, query, page)
      : ofPerson(table, idsIn(query), query, page),
  surveyCounters: (groupBy, from, to) => surveyCounters(table, groupBy, from, to),
});

const idsIn = ({ customerId, formerIds = [] }: SurveyQuery | ResponseQuery): readonly string[] =>
  customerId === undefined ? [] : [customerId, ...formerIds];

const fits = (survey: Survey, query: SurveyQuery): boolean =>
  (query.customerId === undefined || idsIn(query).includes(survey.customerId)) &&
  (query.status === undefined || survey.status === query.status);

const surveysOf = async (table: Table, ids: readonly string[]): Promise<Survey[]> => {
  const found = await getItems(table, ids.map(keys.survey), false);
  return ids.flatMap((id) => {
    const { pk, sk } = keys.survey(id);
    const item = found.get(`${pk}\n${sk}`);
    return item === undefined ? [] : readable(itemKindOf('survey'), [item]);
  });
};

const surveyIndex = (table: Table, query: SurveyQuery): ByCreation => {
  const { customerId, status } = query;
  if (customerId !== undefined)
    return { index: 'gsi4', partitions: idsIn(query).map(indexes.surveysOfCustomer) };
  const statuses = status === undefined ? surveyStatusSchema.options : [status];
  const partitions = statuses.flatMap((one) =>
    everyShard(table.shards.all).map((shard) => indexes.surveysByStatus(one, shard)),
  );
  return { index: 'gsi1', partitions };
};

const listed = async (table: Table, query: SurveyQuery, page: PageAsk): Promise<Slice<Survey>> => {
  const { entries, next } = await pageByCreation(table, surveyIndex(table, query), page);
  // A survey that has just moved to another status may be named twice, or under the one it had.
  const ids = [...new Set(entries.map(({ id }) => id))];
  return { items: (await surveysOf(table, ids)).filter((survey) => fits(survey, query)), next };
};

const ofTicket = async (
  table: Table,
  ticketId: string,
  query: SurveyQuery,
  page: PageAsk,
): Promise<Slice<Survey>> => {
  const pointers = await queryAll(table, keys.ticketPartition(ticketId), 'S#');
  const all = await surveysOf(
    table,
    pointers.map(({ surveyId }) => String(surveyId)),
  );
  return newestFirst(
    all.filter((survey) => fits(survey, query)),
    ({ createdAt, id }) => ({ sort: iso(createdAt), id }),
    page,
  );
};

/** Whether an answer belongs to a list: every part of the query but whose it is. */
export const fitsResponseQuery = (
  { about, answeredAt, answer, superseded }: SurveyResponse,
  query: ResponseQuery,
): boolean =>
  !superseded &&
  (query.teamId === undefined || about.teamId === query.teamId) &&
  (query.agentId === undefined || about.agentId === query.agentId) &&
  (query.answeredAfter === undefined || answeredAt > query.answeredAfter) &&
  (query.answeredBefore === undefined || answeredAt < query.answeredBefore) &&
  (query.scoreMax === undefined || answer.csat <= query.scoreMax);

/** The index that serves a query that names no customer. */
export const responseIndex = (
  table: Pick<Table, 'shards'>,
  { agentId, teamId, answeredAfter, answeredBefore }: ResponseQuery,
): ByCreation => {
  const range = { createdAfter: answeredAfter, createdBefore: answeredBefore };
  if (agentId !== undefined)
    return { index: 'gsi3', partitions: [indexes.responsesOfAgent(agentId)], ...range };
  if (teamId === undefined)
    return { index: 'gsi2', partitions: everyShard(table.shards.all).map(indexes.responses), ...range };
  const partitions = everyShard(table.shards.team).map((shard) => indexes.responsesOfTeam(teamId, shard));
  return { index: 'gsi1', partitions, ...range };
};

const responsesAt = async (table: Table, wanted: readonly Key[]): Promise<SurveyResponse[]> => {
  const found = await getItems(table, wanted, false);
  return wanted.flatMap(({ pk, sk }) => {
    const item = found.get(`${pk}\n${sk}`);
    return item === undefined ? [] : readable(itemKindOf('surveyResponse'), [item]);
  });
};

/** Index pages are read until the page is full, the list is at its end, or enough was read for one request. */
const answered = async (
  table: Table,
  query: ResponseQuery,
  page: PageAsk,
): Promise<Slice<SurveyResponse>> => {
  const index = responseIndex(table, query);
  const items: SurveyResponse[] = [];
  let next = page.after;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const got = await pageByCreation(table, index, { limit: page.limit, after: next });
    const responses = await responsesAt(
      table,
      got.entries.map(({ item }) => ({ pk: String(item['pk']), sk: String(item['sk']) })),
    );
    const fitting = responses.filter((response) => fitsResponseQuery(response, query));
    const room = page.limit - items.length;
    items.push(...fitting.slice(0, room));
    const last = items.at(-1);
    if (fitting.length > room && last !== undefined) return { items, next: positionOf(last) };
    next = got.next;
    if (next === undefined || items.length === page.limit) break;
  }
  return { items, next };
};

const positionOf = ({ answeredAt, surveyId }: SurveyResponse): Position => ({
  sort: iso(answeredAt),
  id: surveyId,
});

const ofPerson = async (
  table: Table,
  ids: readonly string[],
  query: ResponseQuery,
  page: PageAsk,
): Promise<Slice<SurveyResponse>> => {
  const index: ByCreation = { index: 'gsi4', partitions: ids.map(indexes.surveysOfCustomer) };
  const { entries } = await pageByCreation(table, index, { limit: MOST_OF_CUSTOMER, after: undefined });
  const surveys = await surveysOf(
    table,
    entries.map(({ id }) => id),
  );
  const wanted = surveys
    .filter(({ answers }) => answers > 0)
    .map(({ id, answers }) => keys.surveyResponse(id, answers));
  const responses = await responsesAt(table, wanted);
  return newestFirst(
    responses.filter((response) => fitsResponseQuery(response, query)),
    positionOf,
    page,
  );
};

/** One page of what is in memory as a whole. */
const newestFirst = <T>(
  all: readonly T[],
  at: (item: T) => Position,
  { limit, after }: PageAsk,
): Slice<T> => {
  const keyOf = (item: T): string => `${at(item).sort}#${at(item).id}`;
  const rest = all
    .filter((item) => after === undefined || keyOf(item) < `${after.sort}#${after.id}`)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rest.length > items.length && last !== undefined ? at(last) : undefined };
};
