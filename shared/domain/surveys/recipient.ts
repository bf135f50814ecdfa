import { hasWithdrawn, surveyPurpose } from '../customers/consent.ts';
import type { Customer } from '../customers/customer.ts';
import type { Recipient } from './eligibility.ts';

const languageOf = (tag: string | undefined): Recipient['language'] =>
  tag === undefined ? undefined : /^zh\b/i.test(tag) ? 'zh-CN' : /^en\b/i.test(tag) ? 'en' : undefined;

/** The channels that ask for a text message rather than a mail. */
const likesPhone: readonly (string | undefined)[] = ['sms', 'phone'];

/** A customer as surveys see them: who does not want to be disturbed is not asked; the preferred channel comes first. */
export const recipientOf = (customer: Customer | undefined): Recipient => {
  const [email] = customer?.emails ?? [];
  const [phone] = customer?.phones ?? [];
  const mail = email === undefined ? [] : [{ channel: 'email', to: email } as const];
  const text = phone === undefined ? [] : [{ channel: 'sms', to: phone } as const];
  return {
    gone: customer === undefined || customer.status !== 'active',
    optedOut: customer !== undefined && (customer.doNotDisturb || hasWithdrawn(customer, surveyPurpose)),
    language: languageOf(customer?.language),
    timeZone: customer?.timeZone,
    addresses: likesPhone.includes(customer?.preferredChannel) ? [...text, ...mail] : [...mail, ...text],
  };
};
