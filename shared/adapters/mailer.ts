import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import type { Mailer } from '#shared/app/ports.ts';
import { Undeliverable } from '#shared/app/surveys/undeliverable.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { once } from '#shared/runtime/once.ts';
import { patience } from './patience.ts';

/**
 * Well inside a worker’s time. One attempt: a reply that was lost may mean that the message went out, so whoever claimed the effect
 * decides about the next.
 */
const patient = patience({ requestMs: 6000, maxAttempts: 1 });

const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' });

/**
 * Answers about this one recipient that will be the same however often we ask. A rejected message is none of them: it mostly means
 * that our own sender is not verified yet.
 */
const refusals: ReadonlySet<string> = new Set([
  'BadRequestException',
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValue',
  'ParameterValueInvalid',
  'OptedOut',
  'OptedOutException',
]);

/** A provider that has taken a message names it: whatever else comes with a success is none, and the message is sent again. */
class Unconfirmed extends Error {
  override readonly name = 'Unconfirmed';
}

const refusing = async (
  send: () => Promise<{ readonly MessageId?: string | undefined } | undefined>,
): Promise<void> => {
  try {
    const taken = await send();
    if (!taken?.MessageId) throw new Unconfirmed('the provider did not say that it has the message');
  } catch (error) {
    if (error instanceof Error && refusals.has(error.name)) throw new Undeliverable();
    throw error;
  }
};

/**
 * Mail by SES from the stage's sender, text messages by SNS. The effect's id goes with each message (header `X-Effect-Id`, attribute
 * `EffectId`), so that a repeat can be told from a second message.
 */
export const awsMailer = (
  ses: SESv2Client = new SESv2Client(patient),
  sns: SNSClient = new SNSClient(patient),
): Mailer => {
  const sender = once(() => readEnv(z.object({ MAIL_FROM: z.string().min(3) })).MAIL_FROM);
  return {
    email: ({ effectId, to, subject, text, html }) =>
      refusing(() =>
        ses.send(
          new SendEmailCommand({
            FromEmailAddress: sender(),
            Destination: { ToAddresses: [to] },
            Content: {
              Simple: {
                Subject: utf8(subject),
                Body: { Text: utf8(text), ...(html === undefined ? {} : { Html: utf8(html) }) },
                Headers: [{ Name: 'X-Effect-Id', Value: effectId }],
              },
            },
          }),
        ),
      ),
    sms: ({ effectId, to, text }) =>
      refusing(() =>
        sns.send(
          new PublishCommand({
            PhoneNumber: to,
            Message: text,
            MessageAttributes: {
              EffectId: { DataType: 'String', StringValue: effectId },
              'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
            },
          }),
        ),
      ),
  };
};
