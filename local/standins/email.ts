import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../net/aws-json.ts';
import { readBody, sendJson } from '../net/http.ts';
import { type JsonObject, listOf, objectOf, parsed, textOf } from '../net/json.ts';
import { parseMessage } from './mime.ts';
import type { Sending } from './outbox.ts';
import { HangUp, type Providers } from './providers.ts';

/** A header by which the sender names an e-mail's effect, so that a repeat is seen as one. */
const EFFECT_HEADER = 'x-effect-id';
export const EMAIL_PATH = '/v2/email/';

/** SES, version 2: takes `SendEmail` with simple or raw content into the outbox. */
export const serveEmail =
  (providers: Providers) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (request.method !== 'POST' || !request.url?.startsWith(`${EMAIL_PATH}outbound-emails`)) {
        throw new AwsError(
          'NotFoundException',
          `${request.method} ${request.url} is not supported here`,
          404,
        );
      }
      const sending = sendingOf(objectOf(parsed((await readBody(request)).toString('utf8'))));
      sendJson(response, 200, { MessageId: providers.take('email', sending) });
    } catch (error) {
      if (error instanceof HangUp) return void response.destroy();
      if (!(error instanceof AwsError)) throw error;
      sendJson(response, error.status, { message: error.message }, { 'x-amzn-errortype': error.code });
    }
    return undefined;
  };

const sendingOf = (input: JsonObject): Sending => {
  const content = objectOf(input['Content']);
  const destination = objectOf(input['Destination']);
  const to = ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((name) =>
    listOf(destination[name]).map(String),
  );
  const raw = textOf(objectOf(content['Raw'])['Data']);
  if (raw !== undefined) return rawSending(Buffer.from(raw, 'base64').toString('latin1'), to);
  const simple = objectOf(content['Simple']);
  const body = objectOf(simple['Body']);
  const text = textOf(objectOf(body['Text'])['Data']) ?? textOf(objectOf(body['Html'])['Data']);
  const subject = textOf(objectOf(simple['Subject'])['Data']);
  if (text === undefined || subject === undefined)
    throw new AwsError('BadRequestException', 'the message has no content');
  if (to.length === 0) throw new AwsError('BadRequestException', 'the message has no recipient');
  const headers = listOf(simple['Headers']).map(objectOf);
  const effectId = headers.find((header) => String(header['Name']).toLowerCase() === EFFECT_HEADER)?.[
    'Value'
  ];
  return {
    channel: 'email',
    to: to.join(', '),
    subject,
    body: text,
    ...(effectId ? { effectId: String(effectId) } : {}),
  };
};

const rawSending = (raw: string, to: readonly string[]): Sending => {
  const { headers, text } = parseMessage(raw);
  const recipients = to.length > 0 ? to.join(', ') : (headers['to'] ?? '');
  if (recipients === '') throw new AwsError('BadRequestException', 'the message has no recipient');
  const effectId = headers[EFFECT_HEADER];
  return {
    channel: 'email',
    to: recipients,
    subject: headers['subject'] ?? '',
    body: text,
    ...(effectId ? { effectId } : {}),
  };
};
