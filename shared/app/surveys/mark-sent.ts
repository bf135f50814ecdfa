import { sentFact } from '#shared/domain/surveys/facts.ts';
import { reminded, sent } from '#shared/domain/surveys/life.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { done } from '../effects/claim.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref, update, type Write } from '../records.ts';
import { surveysActor, tellTicket } from './tell-ticket.ts';
import type { Tools } from './tools.ts';

const RACES = 8;

/**
 * Notes that a message went out: effect, survey and timeline in one transaction. It has left already, so a lost race is repeated
 * here and never leads to another one. What ended or was answered meanwhile keeps its state.
 */
export const markSent = async (
  { id, status }: Survey,
  effectId: string,
  timeZone: string,
  context: Context,
  tools: Tools,
): Promise<{ readonly kind: 'sent' }> => {
  for (let races = 1; ; races++) {
    const writes = await note(id, status, effectId, timeZone, context);
    try {
      if (writes.length > 0) await tools.commit(writes);
      return { kind: 'sent' };
    } catch (error) {
      if (!(error instanceof LostRace) || races >= RACES) throw error;
    }
  }
};

const note = async (
  id: string,
  was: Survey['status'],
  effectId: string,
  timeZone: string,
  context: Context,
): Promise<readonly Write[]> => {
  const wanted = { effect: ref('effect', effectId), survey: ref('survey', id) };
  const found = await context.reader.get(Object.values(wanted));
  const [effect, survey] = [found.one(wanted.effect), found.one(wanted.survey)];
  const writes: Write[] =
    effect === undefined || effect.state === 'sent' ? [] : [update('effect', effect, done(effect))];
  if (survey === undefined || survey.status !== was || survey.remindedAt !== undefined) return writes;
  const ticketRef = survey.ticketId === undefined ? undefined : ref('ticket', survey.ticketId);
  const ticket = ticketRef && (await context.reader.get([ticketRef])).one(ticketRef);
  return [...writes, ...(await noteOnSurvey(survey, ticket, timeZone, context))];
};

const noteOnSurvey = async (
  survey: Survey,
  ticket: Ticket | undefined,
  timeZone: string,
  context: Context,
): Promise<readonly Write[]> => {
  const { now, config } = context;
  const invited = survey.status === 'scheduled';
  const after = invited ? sent(survey, now, timeZone, config.settings.surveys) : reminded(survey, now);
  const type = invited ? 'surveySent' : 'surveyReminded';
  const told =
    ticket === undefined
      ? []
      : await tellTicket(
          ticket,
          [{ type, actor: surveysActor, data: sentFact(after, after.sentAt ?? now) }],
          context,
        );
  return [update('survey', survey, after), ...told];
};
