import type { Customer } from '#shared/domain/customers/customer.ts';
import { erasedWith, roundDone, withErasure } from '#shared/domain/customers/erase.ts';
import type { Erasure } from '#shared/domain/customers/privacy.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import { calledOff } from '#shared/domain/surveys/life.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import { idsOf } from '../customers/person.ts';
import { withdrawExports } from '../exports/withdraw-exports.ts';
import type { Position } from '../lists.ts';
import type { Context } from '../ports.ts';
import { create, put, ref, update, type Write } from '../records.ts';
import { tokenHash, tokenOf } from '../surveys/ids.ts';
import { blankCase } from './blank-case.ts';
import { blankOrders } from './blank-orders.ts';
import type { CustomerStep, WorkTools } from './step.ts';

/** So many cases are gone through in one step. */
const CASES = 5;
const SURVEYS = 20;

type Place = NonNullable<Erasure['place']>;

/**
 * Goes on with an erasure: files that show people are taken away, surveys are called off and their links die, the words of every case are taken out, record by record of the
 * person. Where it stopped stands on the erased record, so that it goes on there.
 */
export const eraseStep: CustomerStep = {
  dueAt: ({ status, privacy }) => (status === 'erased' ? privacy?.erasure?.nextAt : undefined),
  async run(customer, context, tools) {
    const erasure = customer.privacy?.erasure;
    if (erasure === undefined) return;
    const place: Place = erasure.place ?? { customerId: customer.id };
    if (erasure.place === undefined) await withdrawExports(context, tools.commit, tools.exports);
    if (place.after === undefined) await begin(customer, place.customerId, context, tools);
    const query = { customerId: place.customerId, sort: 'createdAt' } as const;
    const { items, next } = await context.lists.tickets(query, { limit: CASES, after: place.after });
    for (const { id } of items) await blankCase(id, context, tools);
    await tools.commit(stepWrites(customer, following(erasure, customer, place, next, context.now), context));
  },
};

/** Where to go on: further down the cases, with the next record, or with nothing for now. */
const following = (
  erasure: Erasure,
  customer: Customer,
  place: Place,
  next: Position | undefined,
  now: Instant,
): Erasure => {
  if (next !== undefined)
    return { ...erasure, nextAt: now, place: { customerId: place.customerId, after: next } };
  const ids = idsOf(customer);
  const then = ids[ids.indexOf(place.customerId) + 1];
  return then === undefined
    ? roundDone(erasure, now)
    : { ...erasure, nextAt: now, place: { customerId: then } };
};

/** The receipt is written once, when the cases have been gone through for the first time; it holds nothing of the person. */
const stepWrites = (customer: Customer, erasure: Erasure, context: Context): readonly Write[] => {
  const isDone = erasure.doneAt !== undefined && customer.privacy?.erasure?.doneAt === undefined;
  return [
    update('customer', customer, withErasure(customer, erasure, context.now)),
    ...(isDone ? [create('audit', receiptOf(customer, context))] : []),
  ];
};

const receiptOf = ({ id }: Customer, context: Context) => ({
  id: context.newId('aud'),
  at: context.now,
  actor: { type: 'system' as const, id: context.caller.id },
  action: 'customer.erased',
  object: id,
  result: 'done' as const,
  data: {},
});

/** What is done once for each record of the person: the record itself, where it was merged, its orders and its surveys. */
const begin = async (
  customer: Customer,
  recordId: string,
  context: Context,
  tools: WorkTools,
): Promise<void> => {
  if (recordId !== customer.id) await emptyRecord(recordId, context, tools);
  await blankOrders(recordId, context, tools);
  let after: Position | undefined;
  do {
    const slice = await context.lists.surveys({ customerId: recordId }, { limit: SURVEYS, after });
    for (const survey of slice.items) {
      const writes = await surveyWrites(survey, context);
      if (writes.length > 0) await tools.commit(writes);
    }
    after = slice.next;
  } while (after !== undefined);
};

const emptyRecord = async (id: string, context: Context, tools: WorkTools): Promise<void> => {
  const [record, stone] = [ref('customer', id), ref('tombstone', id)];
  const found = await context.reader.get([record, stone]);
  const before = found.one(record);
  if (before === undefined || found.one(stone) !== undefined) return;
  await tools.commit([
    update('customer', before, erasedWith(before, context.now)),
    put('tombstone', { customerId: id, erasedAt: context.now }),
  ]);
};

const surveyWrites = async (survey: Survey, context: Context): Promise<readonly Write[]> => {
  const off = calledOff(survey, 'erased', context.now);
  const wordless = off.answer?.comment === undefined ? off : withoutComment(off, survey);
  return [
    ...(wordless === survey ? [] : [update('survey', survey, wordless)]),
    ...(survey.claimedAt === undefined
      ? []
      : [
          {
            op: 'remove' as const,
            ref: ref('surveyToken', await tokenHash(tokenOf(context.digest, survey.id))),
          },
        ]),
    ...(await responseWrites(survey, context)),
  ];
};

const withoutComment = (off: Survey, before: Survey): Survey => {
  if (off.answer === undefined) return off;
  const { comment: _, ...answer } = off.answer;
  return { ...off, answer, version: before.version + 1 };
};

const responseWrites = async ({ id, answers }: Survey, { reader }: Context): Promise<readonly Write[]> => {
  const refs = Array.from({ length: answers }, (_, n) => ref('surveyResponse', id, String(n + 1)));
  const found = await reader.get(refs);
  return refs
    .flatMap((each) => found.one(each) ?? [])
    .filter(({ answer }) => answer.comment !== undefined)
    .map((response) => {
      const { comment: _, ...answer } = response.answer;
      return update('surveyResponse', response, { ...response, answer, version: response.version + 1 });
    });
};
