import type { Instant } from '../kernel/time.ts';
import type { Task } from '../tickets/task.ts';
import { type SurveySettings, spanMs } from './settings.ts';
import type { Survey } from './survey.ts';
import type { SurveyLanguage } from './values.ts';

const titles: Readonly<Record<SurveyLanguage, string>> = {
  'zh-CN': '低分评价回访',
  en: 'Call back after a low survey score',
};

/** Who may own a follow-up. */
export type Owner = { readonly userId: string; readonly roleId: string; readonly status: string };

/**
 * The supervisor who answers for a team: of the team it escalates to, else of the team itself; of several the first by id, so
 * that everybody computes the same one. `undefined`: the task waits for the team.
 */
export const supervisorOf = (...teams: readonly (readonly Owner[])[]): string | undefined => {
  for (const members of teams) {
    const fit = members.filter(({ roleId, status }) => roleId === 'supervisor' && status === 'active');
    const first = fit.map(({ userId }) => userId).sort()[0];
    if (first !== undefined) return first;
  }
  return undefined;
};

/** The task that a bad score opens on the same case (F5; semantics, decision 4). */
export const followUpTask = (
  survey: Survey,
  about: { id: string; owner: string | undefined; teamId: string; language: SurveyLanguage },
  now: Instant,
  settings: SurveySettings,
): Task => {
  if (survey.ticketId === undefined) throw new Error('a follow-up belongs to a case');
  return {
    id: about.id,
    ticketId: survey.ticketId,
    type: 'followUp',
    title: titles[about.language],
    status: 'open',
    teamId: about.teamId,
    ...(about.owner === undefined ? {} : { assigneeId: about.owner }),
    dueAt: now + spanMs(settings.lowScore.dueIn),
    createdAt: now,
    createdBy: { type: 'system', id: 'surveys' },
    version: 1,
  };
};
