import { followUpTask, supervisorOf } from '#shared/domain/surveys/follow-up.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { Task } from '#shared/domain/tickets/task.ts';
import type { Context } from '../ports.ts';

/** The task that a low score opens, owned by whoever supervises the team that had the case. */
export const followUpFor = async (survey: Survey, context: Context): Promise<Task> => {
  const { config, lists, now } = context;
  const { teamId } = survey.about;
  const above = config.teams.get(teamId)?.escalatesTo;
  const [higher, own] = await Promise.all([
    above === undefined ? [] : lists.members(above),
    lists.members(teamId),
  ]);
  const about = {
    id: context.newId('tsk'),
    teamId,
    owner: supervisorOf(higher, own),
    language: survey.language,
  };
  return followUpTask(survey, about, now, config.settings.surveys);
};
