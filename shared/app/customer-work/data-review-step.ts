import type { Customer } from '#shared/domain/customers/customer.ts';
import { looked } from '#shared/domain/customers/data-review.ts';
import { nextReviewAt } from '#shared/domain/customers/review.ts';
import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import { tellPerson } from '../notifications/notify-staff.ts';
import { leads } from '../notifications/recipients.ts';
import type { Context } from '../ports.ts';
import { update } from '../records.ts';
import { lastSeenAt, newestCase } from './last-seen.ts';
import type { CustomerStep, WorkTools } from './step.ts';

/**
 * Looks whether somebody has to look at a customer's data (C10): when it is due, those who lead the team of the newest case are told, once for
 * each time. The mail comes first: a crash before the note on the record finds it sent.
 */
export const dataReviewStep: CustomerStep = {
  dueAt: (customer) =>
    customer.status === 'active'
      ? (customer.privacy?.dataReview?.nextAt ??
        nextReviewAt({ ...customer, privacy: undefined, value: undefined }))
      : undefined,
  async run(customer, context, tools) {
    const newest = await newestCase(customer, context);
    const seen = { createdAt: customer.createdAt, lastSeenAt: lastSeenAt(customer, newest) };
    const { now, config } = context;
    const { plan, remind } = looked(
      customer.privacy?.dataReview,
      seen,
      now,
      config.settings.privacy.dataReview,
    );
    if (remind) await tellTeam(customer, newest?.teamId ?? serviceTeamId, plan.dueAt, context, tools);
    const after: Customer = {
      ...customer,
      version: customer.version + 1,
      privacy: { ...customer.privacy, dataReview: plan },
    };
    await tools.commit([update('customer', customer, after)]);
  },
};

const words = {
  en: { subject: 'Customer data to be looked at', due: 'Due since' },
  'zh-CN': { subject: '客户资料待核对', due: '到期时间' },
} as const;

/** Names the record and nothing of the person. */
const tellTeam = async (
  { id }: Customer,
  teamId: string,
  dueAt: number,
  context: Context,
  tools: WorkTools,
): Promise<void> => {
  const { subject, due } = words[context.language];
  const text = [
    subject,
    '',
    `${due}: ${new Date(dueAt).toISOString()}`,
    `${context.publicUrl}/v1/customers/${id}`,
  ];
  for (const recipient of await leads(teamId, context)) {
    await tellPerson(
      `${id}.data-review.${dueAt}.${recipient.userId}`,
      recipient,
      { subject, text: text.join('\n') },
      context,
      { commit: tools.commit, mailer: tools.mailer(), messageId: tools.messageId },
    );
  }
};
