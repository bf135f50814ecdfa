import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../net/aws-json.ts';
import { readBody, send } from '../net/http.ts';
import type { Sending } from './outbox.ts';
import { HangUp, type Providers } from './providers.ts';

/** The message attribute by which the sender names an SMS's effect. */
const EFFECT_ATTRIBUTE = 'EffectId';

/** SNS's query protocol: an SMS goes to the outbox, a message to a topic is taken and goes nowhere. */
export const serveSms =
  (providers: Providers) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams((await readBody(request)).toString('utf8'));
    try {
      const id = publish(form, providers);
      const result = `<PublishResult><MessageId>${id}</MessageId></PublishResult>`;
      reply(response, 200, `<PublishResponse xmlns="${NAMESPACE}">${result}${METADATA()}</PublishResponse>`);
    } catch (error) {
      if (error instanceof HangUp) return void response.destroy();
      if (!(error instanceof AwsError)) throw error;
      const kind = error.status < 500 ? 'Sender' : 'Receiver';
      const detail = `<Type>${kind}</Type><Code>${error.code}</Code><Message>${escaped(error.message)}</Message>`;
      reply(
        response,
        error.status,
        `<ErrorResponse xmlns="${NAMESPACE}"><Error>${detail}</Error></ErrorResponse>`,
      );
    }
    return undefined;
  };

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const METADATA = () => `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;

const publish = (form: URLSearchParams, providers: Providers): string => {
  if (form.get('Action') !== 'Publish') {
    throw new AwsError('InvalidAction', `${form.get('Action')} is not supported here`);
  }
  const body = form.get('Message');
  if (!body) throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
  const to = form.get('PhoneNumber');
  if (to === null) {
    if (form.get('TopicArn') ?? form.get('TargetArn')) return randomUUID();
    throw new AwsError('InvalidParameter', 'Invalid parameter: TopicArn or PhoneNumber is required');
  }
  if (!/^\+[1-9]\d{4,14}$/.test(to))
    throw new AwsError('InvalidParameter', `Invalid parameter: PhoneNumber ${to}`);
  const effectId = attribute(form, EFFECT_ATTRIBUTE);
  const sending: Sending = { channel: 'sms', to, body, ...(effectId ? { effectId } : {}) };
  return providers.take('sms', sending);
};

const attribute = (form: URLSearchParams, name: string): string | undefined => {
  for (let i = 1; form.has(`MessageAttributes.entry.${i}.Name`); i += 1) {
    if (form.get(`MessageAttributes.entry.${i}.Name`) !== name) continue;
    return form.get(`MessageAttributes.entry.${i}.Value.StringValue`) ?? undefined;
  }
  return undefined;
};

const reply = (response: ServerResponse, status: number, xml: string): void =>
  send(response, status, xml, { 'content-type': 'text/xml' });

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
