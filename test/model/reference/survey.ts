import { days, hours, minutes, seconds } from '#shared/domain/kernel/time.ts';
import { No } from './acts.ts';
import { type Case, tell } from './case.ts';

/** The question about one resolution of one case (decision 4). */
export type Survey = {
  readonly ticketId: string;
  readonly cycle: number;
  readonly customerId: string;
  status: 'scheduled' | 'sent' | 'answered' | 'expired' | 'cancelled' | 'notSent';
  /** When somebody has to look at it next. */
  timer?: number | undefined;
  readonly sendAt: number;
  claimedAt?: number;
  /** How often the provider has failed at what is to be sent next, and whether the queue brings it again before the timer does: how often it does is the product's to choose. */
  attempts: number;
  isQuick: boolean;
  /** Until then whoever claimed the message is left alone. */
  leaseUntil: number;
  expiresAt?: number;
  reminded: boolean;
  answeredAt?: number;
  answers: number;
  csat?: number;
  followedUp: boolean;
  /** Messages that left: by what for. */
  readonly mails: Set<'invite' | 'remind'>;
};
export type Budget = { readonly survey: Survey; at: number };

/** 21:00 to 09:00 in Shanghai, which has one offset all year. */
const inShanghai = (at: number): number => (at + hours(8)) % days(1);
const isQuiet = (at: number): boolean => inShanghai(at) < hours(9) || inShanghai(at) >= hours(21);
const afterQuiet = (at: number): number =>
  isQuiet(at) ? at + ((hours(9) - inShanghai(at) + days(1)) % days(1)) : at;

/** Every resolution is asked about once: a day later, where people chat half an hour. */
export const reserve = (one: Case, now: number): Survey => {
  const sendAt = afterQuiet(now + (one.channel === 'chat' ? minutes(30) : hours(24)));
  const { id: ticketId, reopens: cycle, customerId } = one;
  return {
    status: 'scheduled',
    mails: new Set(),
    ...{ ticketId, cycle, customerId, timer: sendAt, sendAt, attempts: 0, isQuick: false, leaseUntil: 0 },
    ...{ reminded: false, answers: 0, followedUp: false },
  };
};

/** The case is open again: what was not sent never is, what is unanswered ends. An answer stays. */
export const recall = (survey: Survey): void => {
  if (survey.status !== 'scheduled' && survey.status !== 'sent') return;
  survey.status = survey.status === 'sent' ? 'expired' : 'cancelled';
  survey.timer = undefined;
};

const whyNot = (survey: Survey, one: Case, budget: Budget | undefined, now: number): string | undefined => {
  if (one.openedBy === 'agent') return 'agentRequest';
  if (one.repliedBy.length === 0) return 'noHumanReply';
  if (now >= survey.sendAt + days(14)) return 'tooLate';
  return budget && budget.survey !== survey && now < budget.at + days(30) ? 'recentlySurveyed' : undefined;
};

/**
 * How far a worker comes: it dies with its claim, or with the message out; the provider refuses the message, or takes it and says nothing; or it
 * comes to its end.
 */
export type Reach = 'claim' | 'message' | 'refused' | 'unanswered' | 'end';

/** Between tries ever more time passes. */
const waits = [minutes(1), minutes(2), minutes(5), minutes(15), hours(1), hours(4)];
const isDue = ({ timer, isQuick }: Survey, now: number): boolean =>
  timer !== undefined && (timer <= now || isQuick);

/** What the worker does when it is told to look: send, remind, end, or nothing. */
export const dispatch = (
  survey: Survey,
  one: Case,
  { budgets, payer, now, reach }: { budgets: Map<string, Budget>; payer: string; now: number; reach: Reach },
): void => {
  if (!isDue(survey, now)) return;
  if (survey.status === 'sent' && now >= (survey.expiresAt ?? 0)) {
    survey.status = 'expired';
    survey.timer = undefined;
    return;
  }
  const invites = survey.status === 'scheduled';
  if (invites && whyNot(survey, one, budgets.get(payer), now) !== undefined) {
    survey.status = 'notSent';
    survey.timer = undefined;
    if (budgets.get(payer)?.survey === survey) budgets.delete(payer);
    about(one, 'surveyNotSent', now);
    return;
  }
  if (isQuiet(now)) {
    survey.timer = Math.min(afterQuiet(now), survey.expiresAt ?? Number.POSITIVE_INFINITY);
    return;
  }
  if (now < survey.leaseUntil) return;
  survey.leaseUntil = now + seconds(60);
  survey.claimedAt ??= now;
  if (invites && budgets.get(payer)?.survey !== survey) budgets.set(payer, { survey, at: now });
  if (reach === 'claim') return;
  if (reach !== 'refused') survey.mails.add(invites ? 'invite' : 'remind');
  if (reach === 'message') return;
  if (reach !== 'end') {
    const wait = waits[Math.min(survey.attempts, waits.length - 1)] ?? 0;
    survey.attempts += 1;
    survey.leaseUntil = 0;
    survey.timer = Math.min(afterQuiet(now + wait), survey.expiresAt ?? Number.POSITIVE_INFINITY);
    return;
  }
  noteSent(survey, one, now);
};

const noteSent = (survey: Survey, one: Case, now: number): void => {
  survey.leaseUntil = 0;
  survey.attempts = 0;
  survey.isQuick = false;
  if (survey.status === 'sent') {
    survey.reminded = true;
    survey.timer = survey.expiresAt;
    about(one, 'surveyReminded', now);
    return;
  }
  survey.status = 'sent';
  survey.expiresAt = now + days(14);
  survey.timer = Math.min(afterQuiet(now + days(3)), survey.expiresAt);
  about(one, 'surveySent', now);
};

/** A fact of a survey on its case's timeline; the case itself stays as it is. */
const about = (one: Case, type: string, now: number): void => {
  one.version += 1;
  tell(one, type, now);
};

/** An answer from whoever has the link; within 72 hours it may be amended. Answers whether it was the first. */
export const answer = (survey: Survey, one: Case, csat: number, now: number): boolean => {
  const isPending = survey.status === 'scheduled' || survey.status === 'sent';
  if (survey.claimedAt === undefined) throw new No('not_found');
  if (survey.status !== 'answered' && !(isPending && now < (survey.expiresAt ?? Number.POSITIVE_INFINITY)))
    throw new No('expired');
  if (now > (survey.answeredAt ?? now) + hours(72)) throw new No('survey_locked');
  const isFirst = survey.answers === 0;
  if (survey.csat === csat) return isFirst;
  one.version += 1;
  // The answer overtook the note that the message went out.
  if (survey.status === 'scheduled') tell(one, 'surveySent', now);
  tell(one, 'surveyAnswered', now);
  if (csat <= 2 && !survey.followedUp) tell(one, 'taskAdded', now);
  survey.followedUp ||= csat <= 2;
  survey.status = 'answered';
  survey.timer = undefined;
  survey.answeredAt ??= now;
  survey.answers += 1;
  survey.csat = csat;
  return isFirst;
};
