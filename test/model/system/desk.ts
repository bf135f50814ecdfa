import { createHash } from 'node:crypto';
import { doCustomerWork } from '#shared/app/customer-work/do-customer-work.ts';
import { ref } from '#shared/app/records.ts';
import { dispatchSurvey } from '#shared/app/surveys/dispatch.ts';
import { surveyIdOf, tokenOf } from '#shared/app/surveys/ids.ts';
import { sweep } from '#shared/app/sweep/sweep.ts';
import { fireTicket } from '#shared/app/tickets/fire-ticket.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import { exportsOf } from './exports.ts';
import { timersOf } from './lists.ts';
import { requestsTo } from './requests.ts';
import { type DeskStore, deskStore } from './store.ts';

export type Message = { readonly about: 'ticket' | 'survey'; readonly id: string };

/** The provider of mail takes what it is given, refuses it, or takes it and does not say so. */
export type Mood = 'well' | 'refuses' | 'silent';

const keyring = keyringOf('a root secret that is only for the model');

/** The whole product over a store in memory: the edge, the sweeps, the workers, and what has left the system. */
export const deskOn = (from?: DeskStore) => {
  const store = deskStore(from);
  const edge: Edge = {
    store,
    rates: undefined,
    keyring,
    publicUrl: 'https://desk.example.com',
    originSecret: undefined,
  };
  const queue: Message[] = [];
  const outbox = new Map<string, number>();
  const timers = { ticket: timersOf(store.memory, 'ticket'), survey: timersOf(store.memory, 'survey') };
  const provider: { mood: Mood } = { mood: 'well' };
  const mail = (message: { effectId: string }): Promise<void> =>
    store.wire({ kind: 'mail' }, async () => {
      if (provider.mood === 'refuses') throw new Error('the provider takes nothing');
      outbox.set(message.effectId, (outbox.get(message.effectId) ?? 0) + 1);
      if (provider.mood === 'silent') throw new Error('the provider has not answered');
    });
  const mailer = { email: mail, sms: mail };
  const exports = exportsOf(edge, store);
  const desk = {
    store,
    edge,
    queue,
    outbox,
    provider,
    exports,
    ask: requestsTo(edge, () => exports.queue),
    /** Both sweeps: whatever is due goes to the queue. */
    async sweep(): Promise<void> {
      for (const about of ['ticket', 'survey'] as const) {
        await sweep(
          timers[about],
          Date.now(),
          async (due) => void queue.push(...due.map(({ id }) => ({ about, id }))),
          () => 0,
        );
      }
    },
    /** One message, as its worker takes it. */
    async work({ about, id }: Message): Promise<void> {
      if (about === 'ticket') {
        await fireTicket(id, () => systemContext(edge, 'sla-sweep', [ref('ticket', id)]), store.commit);
        return;
      }
      const context = await systemContext(edge, 'survey-dispatch', [ref('survey', id)]);
      await dispatchSurvey(id, context, { commit: store.commit, mailer });
    },
    /** Everything that is due for one customer, such as the steps of their erasure. */
    workFor: (customerId: string): Promise<void> =>
      doCustomerWork(customerId, () => systemContext(edge, 'customer-work', [ref('customer', customerId)]), {
        commit: store.commit,
        mailer: () => mailer,
        exports: { list: exports.list, queue: exports.queue },
        messageId: createHash('sha256').update(customerId).digest('hex'),
      }),
    surveyId: (ticketId: string, cycle: number): string => surveyIdOf(keyring.digest, ticketId, cycle),
    tokenOf: (surveyId: string): string => tokenOf(keyring.digest, surveyId),
  };
  return desk;
};
export type Desk = ReturnType<typeof deskOn>;
