import { chooseTemplate, surveyLanguage } from '#shared/domain/surveys/choose-template.ts';
import { calledOff } from '#shared/domain/surveys/life.ts';
import { recipientOf } from '#shared/domain/surveys/recipient.ts';
import { schedule } from '#shared/domain/surveys/schedule.ts';
import type { TicketChange } from '#shared/domain/tickets/change.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { isActive } from '#shared/domain/tickets/values.ts';
import type { Context } from '../ports.ts';
import { create, ref, update, type Write } from '../records.ts';
import { surveyIdOf } from './ids.ts';

/**
 * What a change of a case means for its surveys, to be written with it: a resolution reserves one, a reopening calls off the one
 * of the cycle before. Whether and how it is sent is decided when it is due, so nothing here can refuse the change.
 */
export const surveyWrites = async (
  { before, ticket }: TicketChange,
  context: Context,
): Promise<readonly Write[]> => {
  const was = before?.status;
  if (ticket.status === 'resolved' && was !== 'resolved') return reserve(ticket, context);
  if (before !== undefined && was === 'resolved' && isActive(ticket.status)) return recall(before, context);
  return [];
};

const reserve = async (ticket: Ticket, context: Context): Promise<readonly Write[]> => {
  const { config, now } = context;
  const settings = config.settings.surveys;
  const id = surveyIdOf(context.digest, ticket.id, ticket.reopenCount);
  const found = await context.reader.get([ref('survey', id), ref('customer', ticket.customerId)]);
  // It is there already where a case was restored to an earlier state: that resolution has been asked about.
  if (found.one(ref('survey', id)) !== undefined) return [];
  const recipient = recipientOf(found.one(ref('customer', ticket.customerId)));
  const template = chooseTemplate(
    config.templates,
    ticket.kind,
    recipient.language ?? surveyLanguage(ticket.language),
  );
  const timeZone = recipient.timeZone ?? settings.timeZone;
  return [create('survey', schedule(id, ticket, template, timeZone, now, settings))];
};

const recall = async (before: Ticket, context: Context): Promise<readonly Write[]> => {
  const wanted = ref('survey', surveyIdOf(context.digest, before.id, before.reopenCount));
  const survey = (await context.reader.get([wanted])).one(wanted);
  if (survey === undefined) return [];
  const ended = calledOff(survey, 'reopened', context.now);
  return ended === survey ? [] : [update('survey', survey, ended)];
};
