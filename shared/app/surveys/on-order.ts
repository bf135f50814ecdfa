import type { Customer } from '#shared/domain/customers/customer.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import type { Order } from '#shared/domain/orders/order.ts';
import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import { chooseTemplate, surveyLanguage, templatesInUse } from '#shared/domain/surveys/choose-template.ts';
import { occasionOf, scheduleForOrder } from '#shared/domain/surveys/order-occasion.ts';
import { recipientOf } from '#shared/domain/surveys/recipient.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { OrderOccasion, SurveyLanguage } from '#shared/domain/surveys/values.ts';
import type { Context } from '../ports.ts';
import { create, ref, type Write } from '../records.ts';

/** One order is asked about once an occasion: the id follows from both. */
const surveyIdOf = ({ id, createdAt }: Order, occasion: OrderOccasion, { digest }: Context): string =>
  `svy_${ulid(createdAt, Buffer.from(digest('survey', `${id}/${occasion}`), 'base64url'))}`;

const templateFor = (
  occasion: OrderOccasion,
  language: SurveyLanguage,
  { templates, settings }: Context['config'],
): SurveyTemplateVersion => {
  const wanted = settings.surveys.triggers[occasion].templateId;
  const own = wanted === undefined ? undefined : templatesInUse(templates).find(({ id }) => id === wanted);
  return own ?? chooseTemplate(templates, undefined, language);
};

/** The survey that an account of an order reserves, to be written with it; nothing where no occasion is asked about. */
export const orderSurveyWrites = async (
  before: Order | undefined,
  after: Order,
  customer: Customer,
  context: Context,
): Promise<readonly Write[]> => {
  const { config, now, reader } = context;
  const settings = config.settings.surveys;
  const occasion = occasionOf(before, after, now, settings);
  if (occasion === undefined) return [];
  const wanted = ref('survey', surveyIdOf(after, occasion.occasion, context));
  if ((await reader.get([wanted])).one(wanted) !== undefined) return [];
  const recipient = recipientOf(customer);
  const language = recipient.language ?? surveyLanguage(config.settings.language);
  const about = {
    template: templateFor(occasion.occasion, language, config),
    timeZone: recipient.timeZone ?? settings.timeZone,
    teamId: serviceTeamId,
  };
  return [create('survey', scheduleForOrder(wanted.id[0] ?? '', after, occasion, about, now, settings))];
};
