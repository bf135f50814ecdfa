import { noticeOf } from '#shared/domain/tickets/notice.ts';
import { claim, done, released } from '../effects/claim.ts';
import { type Context, LostRace, type Mailer, type Store } from '../ports.ts';
import { create, type EffectRecord, type Ref, ref, update } from '../records.ts';
import { type Recipient, recipientsOf } from './recipients.ts';

type About = { readonly ticketId: string; readonly seq: number };
/** `messageId`: the queue message that asks; it comes again until all is done. */
type Tools = { readonly commit: Store['commit']; readonly mailer: Mailer; readonly messageId: string };

/** What `notifyStaff` wants to find. */
export const notifyWants = ({ ticketId, seq }: About): readonly Ref[] => [
  ref('ticket', ticketId),
  ref('event', ticketId, String(seq)),
];

/**
 * Tells staff of one fact of a case, each person once: the claim of the effect is taken before the mail goes out, and marked afterwards. A
 * crash between the two sends the same mail under the same effect again; a failed one is tried again with its message.
 */
export const notifyStaff = async (
  { ticketId, seq }: About,
  context: Context,
  tools: Tools,
): Promise<void> => {
  const ticket = context.found.one(ref('ticket', ticketId));
  const event = context.found.one(ref('event', ticketId, String(seq)));
  if (!ticket || !event) return;
  const notice = noticeOf(event, ticket, context.language, context.publicUrl);
  let failure: unknown;
  for (const recipient of await recipientsOf(event, ticket, context)) {
    try {
      await tellPerson(`${event.id}.${recipient.userId}`, recipient, notice, context, tools);
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
};

/** One mail to one person, sent once under its effect; throws what the mailer throws, and is to be called again then. */
export const tellPerson = async (
  effectId: string,
  recipient: Recipient,
  notice: { subject: string; text: string },
  context: Context,
  { commit, mailer, messageId }: Tools,
): Promise<void> => {
  await sendOnce(effectId, () => mailer.email({ effectId, to: recipient.email, ...notice }), context, {
    commit,
    messageId,
  });
};

/** Sends under the claim of an effect, so that it is sent once; gives the claim back and throws when sending fails. */
export const sendOnce = async (
  effectId: string,
  send: () => Promise<void>,
  context: Context,
  { commit, messageId }: Pick<Tools, 'commit' | 'messageId'>,
): Promise<void> => {
  const taken = await take(effectId, context, commit, messageId);
  if (!taken) return;
  try {
    await send();
  } catch (error) {
    await commit([update('effect', taken, released(taken, context.now))]);
    throw error;
  }
  await commit([update('effect', taken, done(taken))]);
};

/**
 * The claim, mostly by the first try without looking. `undefined` when the mail has gone out, or another message has the claim: that one
 * comes again until it is done.
 */
const take = async (
  effectId: string,
  context: Context,
  commit: Store['commit'],
  messageId: string,
): Promise<EffectRecord | undefined> => {
  const first = claim(effectId, undefined, context.now, messageId);
  if (first && (await won(() => commit([create('effect', first)])))) return first;
  const before = (await context.reader.get([ref('effect', effectId)])).one(ref('effect', effectId));
  const taken = before && claim(effectId, before, context.now, messageId);
  return before && taken && (await won(() => commit([update('effect', before, taken)]))) ? taken : undefined;
};

const won = async (write: () => Promise<void>): Promise<boolean> => {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof LostRace) return false;
    throw error;
  }
};
