import { recipientOf } from '#shared/domain/surveys/recipient.ts';
import { survivorOf } from '../customers/person.ts';
import type { Context, Mailer, Store } from '../ports.ts';
import { ref } from '../records.ts';
import { identityCode } from '../tickets/identity-code.ts';
import { sendOnce } from './notify-staff.ts';

type Tools = { readonly commit: Store['commit']; readonly mailer: Mailer; readonly messageId: string };

const words = {
  en: { subject: 'Your code', text: 'Your code is {code}. Tell it to nobody but the person you called.' },
  'zh-CN': { subject: '您的验证码', text: '您的验证码为 {code}，请勿告知与您通话的客服以外的任何人。' },
} as const;

/**
 * Sends the code that was asked for in a case to the customer's own phone, or e-mail where they have none or like it better; once under the
 * event's id. A code that another one has replaced is not sent any more.
 */
export const sendCode = async (
  { ticketId, seq }: { readonly ticketId: string; readonly seq: number },
  context: Context,
  tools: Tools,
): Promise<void> => {
  const event = context.found.one(ref('event', ticketId, String(seq)));
  const ticket = context.found.one(ref('ticket', ticketId));
  if (!event || !ticket) return;
  const wanted = [ref('identityCheck', ticketId), ref('customer', ticket.customerId)] as const;
  const found = await context.reader.get(wanted);
  const code = found.one(wanted[0])?.code;
  const asked = found.one(wanted[1]);
  if (code === undefined || code.n !== event.data['n'] || asked === undefined) return;
  const customer = await survivorOf(asked, context);
  const { gone, addresses, language = context.language } = recipientOf(customer);
  const likesMail = customer.preferredChannel === 'email';
  const to = addresses.find(({ channel }) => channel === (likesMail ? 'email' : 'sms')) ?? addresses[0];
  if (gone || to === undefined) return;
  const { subject, text } = words[language];
  const body = text.replace('{code}', identityCode(ticketId, code.n, context));
  const effectId = `${event.id}.code`;
  await sendOnce(
    effectId,
    () =>
      to.channel === 'sms'
        ? tools.mailer.sms({ effectId, to: to.to, text: body })
        : tools.mailer.email({ effectId, to: to.to, subject, text: body }),
    context,
    tools,
  );
};
