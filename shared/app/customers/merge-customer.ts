import type { mergeRoutes } from '#shared/contracts/merge.ts';
import type { RequestOf } from '#shared/contracts/route.ts';
import { type Customer, MAX_CONTACTS } from '#shared/domain/customers/customer.ts';
import { lookupValues } from '#shared/domain/customers/lookup.ts';
import { masked } from '#shared/domain/customers/masked.ts';
import {
  type Merge,
  mergedAway,
  mergedCustomer,
  mergeFields,
  redirected,
} from '#shared/domain/customers/merge.ts';
import { MAX_MERGED } from '#shared/domain/customers/privacy.ts';
import { combinedValue, isUnprofiled } from '#shared/domain/customers/value.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { spanMs } from '#shared/domain/surveys/settings.ts';
import type { SurveyBudget } from '#shared/domain/surveys/survey.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref, update, type Write } from '../records.ts';
import { aboutMerge, signInWrites } from './merge-parts.ts';
import { checkActive, idsOf, personOf, personOr404 } from './person.ts';
import { changesTogether } from './together.ts';
import { customerView } from './views.ts';

type Route = (typeof mergeRoutes)['customers/merge-customer'];
type Body = RequestOf<Route>['body'];

/**
 * `POST /v1/customers/{survivor}/merge`. One transaction: the survivor takes over, the duplicate's id leads to it, whatever found the
 * duplicate finds the survivor. Cases, orders and surveys stay where they are: lists of the survivor ask for all of its records, so
 * nothing is missed that is being written at this moment, and an unmerge gives everything back.
 */
export const mergeCustomer: Operation<Route> = {
  wants: ({ params, body }) => [ref('customer', params.id), ref('customer', body.duplicateId)],
  async run({ params, body }, context) {
    const { customer: survivor } = await personOr404(params.id, context);
    const duplicate = await duplicateOf(body, survivor, context);
    const result = resultOf(survivor, duplicate, body, context);
    return {
      body: {
        ...customerView(body.preview ? { ...result, version: survivor.version } : result, context),
        preview: body.preview,
        differences: differencesOf(survivor, duplicate, result),
      },
      version: body.preview ? survivor.version : result.version,
      ...(body.preview
        ? {}
        : {
            writes: await mergeWrites({ survivor, duplicate, result }, context),
            audit: [{ action: 'customer.merged', object: survivor.id, data: { duplicateId: duplicate.id } }],
          }),
    };
  },
};

/** The other record. Refuses with `unknown_reference`, `conflict`, and a record that is to be merged into itself. */
const duplicateOf = async (body: Body, survivor: Customer, context: Context): Promise<Customer> => {
  const person = await personOf(body.duplicateId, context);
  if (person === undefined)
    throw refuseField('duplicateId', 'there is no such customer', 'unknown_reference');
  const { customer: duplicate } = person;
  if (body.duplicateId === survivor.id) throw refuseField('duplicateId', 'must be another customer');
  // It was merged before: into this record, or into another one that has to be named instead.
  if (duplicate.id !== body.duplicateId) throw new Refusal('conflict', { status: 'merged' });
  checkActive(survivor);
  checkActive(duplicate);
  if (idsOf(survivor).length + idsOf(duplicate).length > MAX_MERGED + 1)
    throw new Refusal('conflict', { status: 'tooManyMerged' });
  return duplicate;
};

const resultOf = (survivor: Customer, duplicate: Customer, body: Body, context: Context): Customer => {
  const { now, config } = context;
  const merged = mergedCustomer(survivor, duplicate, body.take ?? {}, now);
  if (lookupValues(merged).length > 3 * MAX_CONTACTS)
    throw refuseField('take', 'leaves too many phones, e-mails and external ids; choose those of one record');
  const about = { settings: config.settings, now };
  const value = combinedValue(survivor.value, duplicate.value, about, isUnprofiled(merged));
  return value === undefined ? merged : { ...merged, value };
};

/** Where the records say different things, masked like any other record. */
const differencesOf = (survivor: Customer, duplicate: Customer, result: Customer) => {
  const [a, b, c] = [survivor, duplicate, result].map((each) => masked(each));
  return mergeFields
    .filter((field) => JSON.stringify(survivor[field]) !== JSON.stringify(duplicate[field]))
    .map((field) => ({
      field,
      survivor: a?.[field] ?? null,
      duplicate: b?.[field] ?? null,
      result: c?.[field] ?? null,
    }));
};

type Records = { survivor: Customer; duplicate: Customer; result: Customer };

const mergeWrites = async (records: Records, context: Context): Promise<readonly Write[]> => {
  const { survivor, duplicate, result } = records;
  const { now } = context;
  const older = (duplicate.privacy?.merged ?? []).map(({ customerId }) => ref('customer', customerId));
  const budgets = [ref('surveyBudget', survivor.id), ref('surveyBudget', duplicate.id)] as const;
  const found = await context.reader.get([...older, ...budgets]);
  const before = older.flatMap((each) => found.one(each) ?? []);
  const changes = [
    { before: survivor, after: result },
    { before: duplicate, after: mergedAway(duplicate, survivor.id, now) },
    ...before.map((each) => ({ before: each, after: redirected(each, survivor.id, now) })),
  ];
  return [
    ...(await changesTogether(changes, context)),
    create('merge', mergeOf(records, context)),
    ...signInWrites(result, [duplicate, ...before]),
    ...budgetWrites([survivor.id, duplicate.id], found.one(budgets[0]), found.one(budgets[1])),
  ];
};

const mergeOf = ({ survivor, duplicate, result }: Records, context: Context): Merge => ({
  duplicateId: duplicate.id,
  survivorId: survivor.id,
  at: context.now,
  by: context.caller.id,
  expiresAt: context.now + spanMs(context.config.settings.privacy.unmergeWithin),
  sealed: context.seal(aboutMerge(duplicate.id), { survivor, duplicate, result }),
  version: 1,
});

/**
 * Whoever was asked lately as the duplicate was asked lately. An invitation to the duplicate that is claimed at this moment makes the merge look
 * again, or the same person would be asked a second time.
 */
const budgetWrites = (
  [survivorId, duplicateId]: readonly [string, string],
  ours: SurveyBudget | undefined,
  theirs: SurveyBudget | undefined,
): readonly Write[] => {
  if (theirs === undefined)
    return [create('surveyBudget', { customerId: duplicateId, surveyId: '', lastAt: 0, version: 1 })];
  const same: Write = { op: 'expect', ref: ref('surveyBudget', duplicateId), version: theirs.version };
  if (ours !== undefined && ours.lastAt >= theirs.lastAt) return [same];
  const next = { ...theirs, customerId: survivorId, version: (ours?.version ?? 0) + 1 };
  return [same, ours === undefined ? create('surveyBudget', next) : update('surveyBudget', ours, next)];
};
