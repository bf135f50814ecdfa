import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { doCustomerWork } from '#shared/app/customer-work/do-customer-work.ts';
import type { Lists, PageAsk } from '#shared/app/lists.ts';
import { sliceOf } from '#shared/app/paging.ts';
import type { Context } from '#shared/app/ports.ts';
import { create, type Records, ref } from '#shared/app/records.ts';
import { tokenHash, tokenOf } from '#shared/app/surveys/ids.ts';
import { erasedCustomer } from '#shared/domain/customers/erase.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { aCase, aCustomer, caseWrites, idOf, planted } from '#test/adapters/support/a-case.ts';
import { NINE } from '#test/domain/tickets/support.ts';
import { memoryStore } from '#test/support/memory-store.ts';

const digest = (purpose: string, value: string): string =>
  createHash('sha256').update(`${purpose}\n${value}`).digest('base64url');
const tracking = 'SF1029384756';
const attribution: Records['survey']['about'] = {
  ...{ teamId: 'team_1', participants: [], channel: 'web', orderIds: [] },
};

const anAnswer = { csat: 2, dimensions: {}, comment: planted.comment };
const aSurvey = (n: number, customerId: string): Records['survey'] => ({
  id: idOf('svy', n),
  version: 3,
  cycle: 0,
  customerId,
  shopId: 'main',
  status: 'answered',
  ...{ language: 'zh-CN', templateId: 't', templateVersion: 1, about: attribution },
  ...{ createdAt: NINE, updatedAt: NINE, sendAt: NINE, refusedChannels: [], attempts: 0 },
  ...{ claimedAt: NINE, sentAt: NINE, answeredAt: NINE, responseId: idOf('rsp', n) },
  ...{ answers: 2, answer: anAnswer },
});
const aResponse = (survey: Records['survey'], n: number): Records['surveyResponse'] => ({
  id: survey.responseId ?? '',
  surveyId: survey.id,
  ...{ n, version: 1, superseded: n === 1, customerId: survey.customerId, shopId: 'main' },
  ...{ about: survey.about, language: survey.language, templateId: 't', templateVersion: 1 },
  ...{ answer: anAnswer, sentAt: NINE, answeredAt: NINE },
});
const anOrder = (n: number, customerId: string): Records['order'] => ({
  id: idOf('ord', n),
  version: 1,
  ...{ externalId: `A-${n}`, shopId: 'main', customerId, placedAt: NINE, status: 'shipped' },
  ...{ currency: 'CNY', totalMinor: 100, lines: [], refunds: [] },
  shipments: [{ carrier: 'SF', trackingNumber: tracking }],
  ...{ sourceUpdatedAt: NINE, createdAt: NINE, updatedAt: NINE },
});

/** Everything that is kept of a person under one of their records, three of each, so that it comes in pages of two. */
const keptOf = async (store: ReturnType<typeof memoryStore>, customerId: string, from: number) => {
  for (const n of [from, from + 1, from + 2]) {
    const one = aCase(n, customerId);
    const message = { ...one.message, version: 2, editedAt: NINE };
    await store.commit(caseWrites({ ...one, message }));
    for (const nth of [1, 2]) {
      const id = idOf('msg', 10 * n + nth);
      await store.commit([
        create('message', { ...message, id, version: 2 }),
        create('messageEdit', { ...one.edit, messageId: id }),
        create('event', { ...one.event, seq: 99 + nth }),
        create('escalation', { ...one.escalation, n: 9 + nth }),
        create('task', { ...one.task, id: idOf('tsk', 10 * n + nth) }),
      ]);
    }
    const survey = aSurvey(n, customerId);
    const sha256 = await tokenHash(tokenOf(digest, survey.id));
    await store.commit([
      create('survey', survey),
      ...[1, 2].map((nth) => create('surveyResponse', aResponse(survey, nth))),
      create('surveyToken', { sha256, surveyId: survey.id }),
      create('order', anOrder(n, customerId)),
    ]);
  }
};

/** The lists that an erasure goes through, two records a page. */
const listsOf = (store: ReturnType<typeof memoryStore>) => {
  const two = <T>(all: readonly T[], idOfOne: (one: T) => string, { limit, after }: PageAsk) => {
    const named = all.map((one) => ({ id: idOfOne(one), one }));
    const { items, next } = sliceOf(named, () => '', { limit: Math.min(2, limit), after });
    return Promise.resolve({ items: items.map(({ one }) => one), next });
  };
  const lists: Partial<Lists> = {
    tickets: ({ customerId }, page) =>
      two(
        store.all('ticket').filter((one) => one.customerId === customerId) as never[],
        ({ id }) => id,
        page,
      ),
    messages: (id, page) =>
      two(
        store.all('message').filter(({ ticketId }) => ticketId === id),
        (one) => one.id,
        page,
      ),
    events: (id, page) =>
      two(
        store.all('event').filter(({ ticketId }) => ticketId === id),
        (one) => String(one.seq),
        page,
      ),
    escalations: (id, page) =>
      two(
        store.all('escalation').filter(({ ticketId }) => ticketId === id),
        (one) => String(one.n),
        page,
      ),
    tasks: (id, page) =>
      two(
        store.all('task').filter(({ ticketId }) => ticketId === id),
        (one) => one.id,
        page,
      ),
    surveys: ({ customerId }, page) =>
      two(
        store.all('survey').filter((one) => one.customerId === customerId),
        (one) => one.id,
        page,
      ),
    orders: ({ customerIds = [] }, page) =>
      two(
        store.all('order').filter((one) => customerIds.includes(one.customerId)) as never[],
        ({ id }) => id,
        page,
      ),
  };
  return lists as Lists;
};

describe('What is kept of somebody who is erased', () => {
  it('loses every word of theirs, wherever it lies and however many pages there are', async () => {
    const store = memoryStore();
    const lists = listsOf(store);
    const duplicate = aCustomer(2, '+8613912340002');
    const merged = { mergedInto: idOf('cus', 1), mergedAt: NINE };
    const survivor = { ...aCustomer(1), privacy: { merged: [{ customerId: duplicate.id, at: NINE }] } };
    await store.commit([create('customer', erasedCustomer(survivor, NINE))]);
    await store.commit([create('customer', { ...duplicate, status: 'merged', privacy: merged })]);
    await keptOf(store, survivor.id, 100);
    await keptOf(store, duplicate.id, 200);
    let filesLookedAt = 0;
    const contextAt = (now: number) => async (): Promise<Context> => {
      const { found, config } = await store.open({ refs: [ref('customer', survivor.id)] });
      const newId = (prefix: string) => `${prefix}_${ulid(now, new Uint8Array(10).fill(7))}`;
      return {
        ...{ now, found, config, lists, digest, newId, reader: store.reader },
        caller: { type: 'system', id: 'customer-work' },
      } as unknown as Context;
    };
    for (const minute of [1, 2, 20])
      await doCustomerWork(survivor.id, contextAt(NINE + minutes(minute)), {
        commit: store.commit,
        mailer: () => {
          throw new Error('nothing is sent');
        },
        messageId: 'm1',
        exports: {
          list: async () => {
            filesLookedAt++;
            return { items: [], next: undefined };
          },
          queue: { send: async () => undefined },
        },
      });

    const words = { ...planted, phoneOfDuplicate: '+8613912340002', name: '李雷', tracking };
    const left = [...store.items.values()].flatMap((item) =>
      Object.entries(words)
        .filter(([, word]) => JSON.stringify(item).includes(word))
        .map(([what]) => `${what} in ${String(item['t'])} ${String(item['pk'])} ${String(item['sk'])}`),
    );
    expect(left).toEqual([]);
    expect(store.all('surveyToken')).toEqual([]);
    expect(store.all('tombstone').map(({ customerId }) => customerId)).toEqual([duplicate.id]);
    expect(store.all('audit').map(({ action }) => action)).toEqual(['customer.erased']);
    expect(filesLookedAt).toBeGreaterThan(0);
  });
});
