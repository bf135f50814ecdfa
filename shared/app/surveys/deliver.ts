import { reserve } from '#shared/domain/surveys/eligibility.ts';
import { claimed, failed, postponed, refusedBy } from '#shared/domain/surveys/life.ts';
import { maySend } from '#shared/domain/surveys/may-send.ts';
import { afterQuietHours, isQuiet } from '#shared/domain/surveys/quiet-hours.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { DeliveryChannel, NotSentReason } from '#shared/domain/surveys/values.ts';
import { claim, released } from '../effects/claim.ts';
import type { Context } from '../ports.ts';
import { create, type EffectRecord, put, ref, update, type Write } from '../records.ts';
import { effectIdOf, tokenHash, tokenOf } from './ids.ts';
import { markSent } from './mark-sent.ts';
import type { Case } from './read-case.ts';
import { sendMessage } from './send-message.ts';
import type { Tools } from './tools.ts';
import { Undeliverable } from './undeliverable.ts';

/** How an attempt went. `waiting`: not now, or somebody else is at it. */
export type Delivery =
  | { readonly kind: 'sent' | 'waiting' }
  | { readonly kind: 'failed'; readonly attempts: number; readonly cause: unknown }
  | { readonly kind: 'not'; readonly reason: NotSentReason; readonly survey: Survey };

type To = { readonly channel: DeliveryChannel; readonly to: string };

/**
 * One try to send what is due: first the claim, with the customer's budget and the link, in one conditional write; then the
 * message; then the note that it went out. A crash between two of them sends the same message under the same effect again.
 */
export const deliver = async (
  survey: Survey,
  about: Case,
  context: Context,
  tools: Tools,
): Promise<Delivery> => {
  const { now, config } = context;
  const settings = config.settings.surveys;
  const verdict = maySend(survey, about, now, settings);
  if ('reason' in verdict) return { kind: 'not', reason: verdict.reason, survey };
  const timeZone = about.recipient.timeZone ?? settings.timeZone;
  if (isQuiet(now, settings.quietHours, timeZone)) {
    const until = afterQuietHours(now, settings.quietHours, timeZone);
    await tools.commit([update('survey', survey, postponed(survey, until, now))]);
    return { kind: 'waiting' };
  }
  const effectId = effectIdOf(
    survey.id,
    survey.status === 'scheduled' ? 'invite' : 'remind',
    verdict.to.channel,
  );
  const wanted = ref('effect', effectId);
  const effect = (await context.reader.get([wanted])).one(wanted);
  const taken = claim(effectId, effect, now);
  if (taken === undefined && effect?.state !== 'sent') return { kind: 'waiting' };
  if (taken === undefined) return markSent(survey, effectId, timeZone, context, tools);
  const ours = claimed(survey, verdict.to.channel, now);
  await tools.commit(await claimWrites({ survey, ours, effect, taken, about, context }));
  return tryToSend({ ours, taken, to: verdict.to, about, timeZone, context, tools });
};

const claimWrites = async (of: {
  survey: Survey;
  ours: Survey;
  effect: EffectRecord | undefined;
  taken: EffectRecord;
  about: Case;
  context: Context;
}): Promise<readonly Write[]> => {
  const { survey, ours, effect, taken, about, context } = of;
  const { budget } = about;
  const hold = effect === undefined ? create('effect', taken) : update('effect', effect, taken);
  // Whoever objects, is erased or is joined with somebody else meanwhile is looked at again: consent and budget are of this very moment.
  const same = about.records.map(
    ({ id, version }): Write => ({ op: 'expect', ref: ref('customer', id), version }),
  );
  const writes = [hold, update('survey', survey, ours), ...same];
  if (survey.status !== 'scheduled') return writes;
  const spent = reserve(budget, { ...survey, customerId: about.customerId }, context.now);
  const token = { sha256: await tokenHash(tokenOf(context.digest, survey.id)), surveyId: survey.id };
  return [
    ...writes,
    ...(budget?.surveyId === survey.id
      ? []
      : [budget === undefined ? create('surveyBudget', spent) : update('surveyBudget', budget, spent)]),
    ...(survey.claimedAt === undefined ? [put('surveyToken', token)] : []),
  ];
};

const tryToSend = async (of: {
  ours: Survey;
  taken: EffectRecord;
  to: To;
  about: Case;
  timeZone: string;
  context: Context;
  tools: Tools;
}): Promise<Delivery> => {
  const { ours, taken, to, about, timeZone, context, tools } = of;
  const { now, config } = context;
  const release = update('effect', taken, released(taken, now));
  try {
    await sendMessage(ours, to, taken.id, timeZone, context, tools.mailer);
  } catch (error) {
    if (error instanceof Undeliverable) {
      const without = refusedBy(ours, to.channel, now);
      await tools.commit([release, update('survey', ours, without)]);
      const budget = reserve(about.budget, { ...ours, customerId: about.customerId }, now);
      return deliver(without, { ...about, budget }, context, tools);
    }
    const waits = failed(ours, now, timeZone, config.settings.surveys);
    await tools.commit([release, update('survey', ours, waits)]);
    return { kind: 'failed', attempts: waits.attempts, cause: error };
  }
  return markSent(ours, taken.id, timeZone, context, tools);
};
