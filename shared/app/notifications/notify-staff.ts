import { noticeOf } from '#shared/domain/tickets/notice.ts';
import { claim, done, released } from '../effects/claim.ts';
import { type Context, LostRace, type Mailer, type Store } from '../ports.ts';
import { create, ref, update } from '../records.ts';
import { type Recipient, recipientsOf } from './recipients.ts';

type Tools = { readonly commit: Store['commit']; readonly mailer: Mailer };

/**
 * Tells staff of one fact of a case, each person once: the claim of the effect is taken before the mail goes out, and marked afterwards. A
 * crash between the two sends the same mail under the same effect again; a failed one is tried again with its message.
 */
export const notifyStaff = async (about: { ticketId: string; seq: number }, context: Context, tools: Tools): Promise<void> => {
  const wanted = { ticket: ref('ticket', about.ticketId), event: ref('event', about.ticketId, String(about.seq)) };
  const found = await context.reader.get(Object.values(wanted));
  const [ticket, event] = [found.one(wanted.ticket), found.one(wanted.event)];
  if (!ticket || !event) return;
  const notice = noticeOf(event, ticket, context.language, context.publicUrl);
  let failure: unknown;
  for (const recipient of await recipientsOf(event, ticket, context)) {
    try {
      await tell(`${event.id}.${recipient.userId}`, recipient, notice, context, tools);
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
};

const tell = async (
  effectId: string,
  recipient: Recipient,
  notice: { subject: string; text: string },
  context: Context,
  { commit, mailer }: Tools,
): Promise<void> => {
  const before = (await context.reader.get([ref('effect', effectId)])).one(ref('effect', effectId));
  const taken = claim(effectId, before, context.now);
  if (!taken) {
    // Somebody else is sending it at this moment: this message comes again and finds it sent.
    if (before?.state === 'claimed') throw new Error('the effect is claimed');
    return;
  }
  try {
    await commit([before ? update('effect', before, taken) : create('effect', taken)]);
  } catch (error) {
    if (error instanceof LostRace) throw new Error('the effect was claimed meanwhile');
    throw error;
  }
  try {
    await mailer.email({ effectId, to: recipient.email, ...notice });
  } catch (error) {
    await commit([update('effect', taken, released(taken, context.now))]);
    throw error;
  }
  await commit([update('effect', taken, done(taken))]);
};
