import { idSchema } from '#shared/domain/kernel/ids.ts';
import { deliveryChannelSchema } from '#shared/domain/surveys/values.ts';
import { kindSchema } from '#shared/domain/tickets/values.ts';
import { defineEvent } from './envelope.ts';
import { count, number, teamIdSchema } from './words.ts';

/** How often the case had been reopened before: 0 the first time. */
const roundOfCase = count;
const about = { surveyId: idSchema('svy'), teamId: teamIdSchema, kind: kindSchema };
const sent = { ...about, channel: deliveryChannelSchema, cycle: roundOfCase };

/** What becomes of a survey. Scores are read from the API by those who may. */
export const surveySent = defineEvent('survey.sent', { when: 'An invitation went out.', data: sent });

export const surveyReminded = defineEvent('survey.reminded', { when: 'A reminder went out.', data: sent });

export const surveyNotSent = defineEvent('survey.notSent', {
  when: 'No invitation goes out, or none could be delivered.',
  data: { surveyId: idSchema('svy'), cycle: roundOfCase },
});

export const surveyAnswered = defineEvent('survey.answered', {
  when: 'A customer answered, or amended the answer: `n` counts.',
  data: { ...about, n: number },
});
