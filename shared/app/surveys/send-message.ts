import { dateIn } from '#shared/domain/surveys/local-date.ts';
import { surveyMessage } from '#shared/domain/surveys/message.ts';
import { spanMs } from '#shared/domain/surveys/settings.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { DeliveryChannel } from '#shared/domain/surveys/values.ts';
import type { Context, Mailer } from '../ports.ts';
import { tokenOf } from './ids.ts';
import { templateOf } from './template-of.ts';

/** Writes the invitation or the reminder and hands it to the provider. The link is the same every time. */
export const sendMessage = async (
  survey: Survey,
  { channel, to }: { readonly channel: DeliveryChannel; readonly to: string },
  effectId: string,
  timeZone: string,
  context: Context,
  mailer: Mailer,
): Promise<void> => {
  const template = await templateOf(survey, context);
  const link = `${context.publicUrl}/v1/public/surveys/${tokenOf(context.digest, survey.id)}`;
  const expiresAt = survey.expiresAt ?? context.now + spanMs(context.config.settings.surveys.expiresAfter);
  const purpose = survey.status === 'scheduled' ? 'invite' : 'remind';
  const message = surveyMessage(template, purpose, link, dateIn(expiresAt, timeZone));
  if (channel === 'sms') return mailer.sms({ effectId, to, text: message.short });
  return mailer.email({ effectId, to, subject: message.subject, text: message.text, html: message.html });
};
