import type { Instant } from '#shared/domain/kernel/time.ts';
import { calledOff, expired } from '#shared/domain/surveys/life.ts';
import { type Survey, timerOf } from '#shared/domain/surveys/survey.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref, update } from '../records.ts';
import { deliver } from './deliver.ts';
import { notDelivered } from './not-delivered.ts';
import { readCase } from './read-case.ts';
import type { Tools } from './tools.ts';

/**
 * After so many failed tries the queue's own repeats end and the survey waits for its next timer. Fewer than a message is delivered at the most, so
 * that one whose worker died besides is not given up.
 */
const QUICK_TRIES = 3;
const RACES = 5;

/** The provider failed; the queue delivers the message again. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';

  constructor(cause: unknown) {
    super('the provider failed', { cause });
  }
}

/**
 * Does what is due for one survey: send, remind, expire, or nothing when the message is stale. Decides from the records alone, so
 * a message may come twice, late or out of order. Throws `DeliveryFailed` while quick repeats make sense.
 */
export const dispatchSurvey = async (surveyId: string, context: Context, tools: Tools): Promise<void> => {
  for (let races = 1; ; races++) {
    try {
      await step(surveyId, context, tools);
      return;
    } catch (error) {
      if (!(error instanceof LostRace) || races >= RACES) throw error;
    }
  }
};

const step = async (surveyId: string, context: Context, tools: Tools): Promise<void> => {
  const wanted = ref('survey', surveyId);
  const survey = (await context.reader.get([wanted])).one(wanted);
  const asOf = tools.receivedAt ?? context.now;
  if (survey === undefined || !isDue(survey, asOf)) return;
  if (survey.status === 'sent' && survey.expiresAt !== undefined && asOf >= survey.expiresAt) {
    return tools.commit([update('survey', survey, expired(survey, context.now))]);
  }
  const about = await readCase(survey, context);
  if (about === undefined || (about.ticket !== undefined && about.ticket.reopenCount !== survey.cycle)) {
    const reason = about === undefined ? 'erased' : 'reopened';
    return tools.commit([update('survey', survey, calledOff(survey, reason, context.now))]);
  }
  const outcome = await deliver(survey, about, context, tools);
  if (outcome.kind === 'not') return notDelivered(outcome.survey, about, outcome.reason, context, tools);
  if (outcome.kind === 'failed' && outcome.attempts < QUICK_TRIES) throw new DeliveryFailed(outcome.cause);
};

/** A repeat by the queue comes before the survey's own retry time: the first few are let through. */
const isDue = (survey: Survey, now: Instant): boolean => {
  const timer = timerOf(survey);
  return timer !== undefined && (timer <= now || (survey.attempts > 0 && survey.attempts < QUICK_TRIES));
};
