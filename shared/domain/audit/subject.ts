import { type Trail, trails } from './trails.ts';

type Data = Readonly<Record<string, unknown>>;

/** Which of its fields names a record of that kind, where it isn't `id`. */
const names: Readonly<Record<string, string>> = {
  policy: 'policyId',
  calendar: 'calendarId',
  consent: 'customerId',
  merge: 'survivorId',
  acceptance: 'userId',
};
/** What a record belongs to, so that its trail can be read without the record. */
const OWNERS = ['ticketId', 'customerId', 'orderId', 'surveyId'];

/** The trail of a kind; `undefined` where its changes leave none. */
export const trailOf = (kind: string): Trail | undefined =>
  Object.hasOwn(trails, kind) ? trails[kind] : undefined;

/** The id under which the trail of a record is found. Escalations have none of their own: their ticket's, and their number. */
export const objectOf = (kind: string, record: Data): string => {
  const id = record[names[kind] ?? 'id'];
  if (typeof id === 'string' && id !== '') return id;
  return typeof record['ticketId'] === 'string' ? record['ticketId'] : kind;
};

/** The ids of what a record belongs to. */
export const ownersOf = (record: Data): Readonly<Record<string, string>> =>
  Object.fromEntries(
    OWNERS.flatMap((name) => {
      const id = record[name];
      return typeof id === 'string' ? [[name, id]] : [];
    }),
  );
