import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsMailer } from '#shared/adapters/mailer.ts';
import { Undeliverable } from '#shared/app/surveys/undeliverable.ts';

const [ses, sns] = [mockClient(SESv2Client), mockClient(SNSClient)];
// They replace what all clients do, other files' too.
afterAll(() => {
  for (const mock of [ses, sns]) mock.restore();
});
const mail = {
  effectId: 'svy_1.invite.email',
  to: 'a@example.com',
  subject: '主题',
  text: 'text',
  html: '<p>text</p>',
};
const message = { effectId: 'svy_1.invite.sms', to: '+8613800000001', text: 'text' };
const named = (name: string) => Object.assign(new Error('x'), { name });

describe('the mailer', () => {
  beforeEach(() => {
    ses.reset();
    sns.reset();
    ses.on(SendEmailCommand).resolves({ MessageId: 'taken' });
    sns.on(PublishCommand).resolves({ MessageId: 'taken' });
    vi.stubEnv('MAIL_FROM', 'desk@example.com');
  });
  afterEach(() => vi.unstubAllEnvs());

  it('names the effect on every message, so that a repeat can be recognised', async () => {
    const mailer = awsMailer(new SESv2Client({ region: 'x' }), new SNSClient({ region: 'x' }));
    await mailer.email(mail);
    await mailer.sms(message);

    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
      FromEmailAddress: 'desk@example.com',
      Destination: { ToAddresses: ['a@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: '主题', Charset: 'UTF-8' },
          Headers: [{ Name: 'X-Effect-Id', Value: mail.effectId }],
        },
      },
    });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toMatchObject({
      PhoneNumber: '+8613800000001',
      MessageAttributes: { EffectId: { StringValue: message.effectId } },
    });
  });

  it.each(['BadRequestException', 'InvalidParameterException', 'OptedOutException'])(
    'takes %s for an address that cannot be reached',
    async (name) => {
      const mailer = awsMailer(new SESv2Client({ region: 'x' }), new SNSClient({ region: 'x' }));
      ses.on(SendEmailCommand).rejects(named(name));
      sns.on(PublishCommand).rejects(named(name));

      await expect(mailer.email(mail)).rejects.toBeInstanceOf(Undeliverable);
      await expect(mailer.sms(message)).rejects.toBeInstanceOf(Undeliverable);
    },
  );

  it.each(['TooManyRequestsException', 'MessageRejected', 'TimeoutError', 'InternalFailure'])(
    'takes %s for a failure that may pass',
    async (name) => {
      const mailer = awsMailer(new SESv2Client({ region: 'x' }), new SNSClient({ region: 'x' }));
      ses.on(SendEmailCommand).rejects(named(name));

      await expect(mailer.email(mail)).rejects.toMatchObject({ name });
    },
  );

  it('takes a success that names no message for a failure that may pass', async () => {
    const mailer = awsMailer(new SESv2Client({ region: 'x' }), new SNSClient({ region: 'x' }));
    ses.on(SendEmailCommand).resolves({});
    sns.on(PublishCommand).resolves({});

    await expect(mailer.email(mail)).rejects.toMatchObject({ name: 'Unconfirmed' });
    await expect(mailer.sms(message)).rejects.toMatchObject({ name: 'Unconfirmed' });
  });
});
