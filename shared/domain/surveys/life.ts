import { hours, type Instant, minutes } from '../kernel/time.ts';
import { afterQuietHours } from './quiet-hours.ts';
import { type SurveySettings, spanMs } from './settings.ts';
import type { Survey } from './survey.ts';
import type { DeliveryChannel, EndReason, NotSentReason } from './values.ts';

const next = (survey: Survey, now: Instant, fields: Partial<Survey>): Survey => ({
  ...survey,
  ...fields,
  version: survey.version + 1,
  updatedAt: Math.max(now, survey.updatedAt),
});

const withoutRetry = ({ retryAt: _, ...survey }: Survey): Survey => ({ ...survey, attempts: 0 });

/** Still on its way or waiting for an answer. */
export const isPending = (survey: Survey): boolean =>
  survey.status === 'scheduled' || survey.status === 'sent';

/** An invitation goes out by this channel from now on; its link works already. */
export const claimed = (survey: Survey, channel: DeliveryChannel, now: Instant): Survey =>
  next(survey, now, { channel, claimedAt: survey.claimedAt ?? now });

/** The invitation is out: the reminder and the end are fixed now, the reminder outside the customer's quiet hours. */
export const sent = (survey: Survey, now: Instant, timeZone: string, settings: SurveySettings): Survey => {
  const expiresAt = now + spanMs(settings.expiresAfter);
  const reminderAt = afterQuietHours(now + spanMs(settings.reminderAfter), settings.quietHours, timeZone);
  return next(withoutRetry(survey), now, {
    status: 'sent',
    sentAt: now,
    expiresAt,
    ...(settings.reminder && reminderAt < expiresAt ? { reminderAt } : {}),
  });
};

/** The reminder is out, or is not to go out any more. */
export const reminded = (survey: Survey, now: Instant): Survey =>
  next(withoutRetry(survey), now, { remindedAt: now });

/** No reminder will be sent; the survey stays answerable. */
export const unreminded = (survey: Survey, now: Instant): Survey => {
  const { reminderAt: _, ...rest } = withoutRetry(survey);
  return next(rest, now, {});
};

/** This channel does not reach the customer (a bounced or impossible address): it is not tried again. */
export const refusedBy = (survey: Survey, channel: DeliveryChannel, now: Instant): Survey =>
  next(survey, now, {
    refusedChannels: [...survey.refusedChannels.filter((name) => name !== channel), channel],
  });

/** Waits for a better hour of the day. */
export const postponed = (survey: Survey, until: Instant, now: Instant): Survey =>
  next(survey, now, { retryAt: until });

/** The waits between tries while a provider is down: the queue's own quick ones first, then ever longer. */
const waits = [minutes(1), minutes(2), minutes(5), minutes(15), hours(1), hours(4)] as const;

/** A delivery failed for a reason that may pass. */
export const failed = (survey: Survey, now: Instant, timeZone: string, settings: SurveySettings): Survey => {
  const wait = waits[Math.min(survey.attempts, waits.length - 1)] ?? hours(4);
  return next(survey, now, {
    attempts: survey.attempts + 1,
    retryAt: afterQuietHours(now + wait, settings.quietHours, timeZone),
  });
};

const ended = (survey: Survey, now: Instant, status: Survey['status'], reason: EndReason): Survey =>
  next(withoutRetry(survey), now, { status, reason, endedAt: now });

/** It is decided that nothing is sent. */
export const notSent = (survey: Survey, reason: NotSentReason, now: Instant): Survey =>
  ended(survey, now, 'notSent', reason);

/** Nobody answered in time. */
export const expired = (survey: Survey, now: Instant): Survey => ended(survey, now, 'expired', 'unanswered');

/**
 * The case is open again (or gone): what was not sent yet is cancelled, what is unanswered expires, and the next resolution asks
 * anew. An answer stays.
 */
export const calledOff = (survey: Survey, reason: 'reopened' | 'erased', now: Instant): Survey => {
  if (!isPending(survey)) return survey;
  return ended(survey, now, survey.status === 'sent' ? 'expired' : 'cancelled', reason);
};
