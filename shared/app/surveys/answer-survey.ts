import type { publicSurveyRoutes } from '#shared/contracts/public.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Answer } from '#shared/domain/surveys/answer.ts';
import { answeredFact, sentFact } from '#shared/domain/surveys/facts.ts';
import { type Given, give, superseded } from '#shared/domain/surveys/give.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { Task } from '#shared/domain/tickets/task.ts';
import type { Context, Operation } from '../ports.ts';
import { create, type Found, ref, update, type Write } from '../records.ts';
import { surveyByToken } from './by-token.ts';
import { followUpFor } from './follow-up.ts';
import { problemPage, thanksPage } from './page/survey-page.ts';
import { publicView } from './public-view.ts';
import { subjectOf } from './read-case.ts';
import { type Fact, surveysActor, tellTicket } from './tell-ticket.ts';
import { templateOf } from './template-of.ts';

type Route = (typeof publicSurveyRoutes)['public/answer-survey'];

/**
 * Takes an answer from whoever has the link: the first one, or an amendment. Survey, answer, timeline and the follow-up of a low
 * score are one transaction; of several answers at once one is the first and the others amend it.
 */
export const answerSurvey: Operation<Route> = {
  problemPage,
  async run({ params, body }, context) {
    const survey = await surveyByToken(params.token, context);
    const settings = context.config.settings.surveys;
    const given = give(survey, answerOf(body), context.newId('rsp'), context.now, settings);
    const after = given?.survey ?? survey;
    const template = await templateOf(survey, context);
    const page =
      context.accepts === 'html'
        ? thanksPage({ survey: after, template, now: context.now, settings })
        : undefined;
    const isFirst = given?.response.n === 1;
    return {
      status: isFirst ? 201 : 200,
      ...(isFirst ? { location: `/v1/public/surveys/${params.token}` } : {}),
      ...(page ?? { body: publicView(after, template, context.now, settings) }),
      writes: given === undefined ? [] : await answerWrites(survey, given, context),
    };
  },
};

const answerOf = ({
  csat,
  nps,
  dimensions,
  comment,
}: {
  csat: number;
  nps?: number | undefined;
  dimensions?: Record<string, number | undefined> | undefined;
  comment?: string | undefined;
}): Answer => ({
  csat,
  dimensions: Object.fromEntries(Object.entries(dimensions ?? {}).filter(([, stars]) => stars !== undefined)),
  ...(nps === undefined ? {} : { nps }),
  ...(comment === undefined ? {} : { comment }),
});

const answerWrites = async (survey: Survey, given: Given, context: Context): Promise<readonly Write[]> => {
  const wanted = [
    subjectOf(survey),
    ref('customer', survey.customerId),
    ref('surveyResponse', survey.id, String(survey.answers)),
  ];
  const found = await context.reader.get(wanted);
  const ticket = survey.ticketId === undefined ? undefined : found.one(ref('ticket', survey.ticketId));
  // Whoever was erased cannot be asked any more, nor can anybody for them.
  if (
    found.one(subjectOf(survey)) === undefined ||
    found.one(ref('customer', survey.customerId)) === undefined
  )
    throw new Refusal('expired');
  // A follow-up is a task of the case; an order has none.
  const task = given.low && ticket !== undefined ? await followUpFor(survey, context) : undefined;
  const after = task === undefined ? given.survey : { ...given.survey, followUpTaskId: task.id };
  return [
    update('survey', survey, after),
    create('surveyResponse', given.response),
    ...replaced(survey, found),
    ...(task === undefined ? [] : [create('task', task)]),
    ...(ticket === undefined ? [] : await tellTicket(ticket, factsOf(survey, given, task), context)),
  ];
};

const replaced = (survey: Survey, found: Found): readonly Write[] => {
  if (survey.answers === 0) return [];
  const previous = found.one(ref('surveyResponse', survey.id, String(survey.answers)));
  if (previous === undefined) throw new Error('an answered survey has no answer');
  return [update('surveyResponse', previous, superseded(previous))];
};

const factsOf = (
  before: Survey,
  { survey, response, previous }: Given,
  task: Task | undefined,
): readonly Fact[] => {
  const customer = { type: 'customer', id: survey.customerId } as const;
  // The answer came before the note that the invitation went out: it is told here, or the survey would never count as delivered.
  const overtaken: Fact[] =
    before.status === 'scheduled'
      ? [{ type: 'surveySent', actor: surveysActor, data: sentFact(survey, response.sentAt) }]
      : [];
  const answered: Fact = {
    type: 'surveyAnswered',
    actor: customer,
    data: answeredFact(survey, response, previous),
  };
  return [...overtaken, answered, ...(task === undefined ? [] : [taskFact(task)])];
};

const taskFact = (task: Task): Fact => ({
  type: 'taskAdded',
  actor: surveysActor,
  data: {
    taskId: task.id,
    type: task.type,
    teamId: task.teamId,
    assigneeId: task.assigneeId ?? null,
    dueAt: iso(task.dueAt),
  },
});
