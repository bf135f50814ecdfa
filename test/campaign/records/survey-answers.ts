import { everyItem } from '#test/support/stored-items.ts';
import { add, count, type Field, note, range, TABLE } from './field.ts';

const ANSWERS_AT_ONCE = 50;

/** The address of the answer page, from the mail. */
const linkTo = async ({ journey }: Field, email: string): Promise<string> => {
  const mail = (await journey.outbox()).find(({ to, links }) => to === email && links.length > 0);
  const link = mail?.links.find((one) => !one.includes('csat='));
  if (link === undefined) throw new Error(`there is no link for ${email}`);
  return new URL(link).pathname;
};

/** How many answers the scores count. */
const scored = async ({ journey }: Field): Promise<number> => {
  await journey.drain();
  const now = await journey.now();
  const from = new Date(now - 3 * 86_400_000).toISOString();
  const reply = await journey.as('admin').get(`/v1/survey-scores?groupBy=team&from=${from}`);
  if (reply.status !== 200) throw new Error(`scores: ${reply.status} ${JSON.stringify(reply.body)}`);
  return (reply.body as { groups: { n: number }[] }).groups.reduce((sum, { n }) => sum + n, 0);
};

type Stored = { readonly surveyId: string; readonly n: number };

/** Fifty people with one link answer at once: the first answer is one, the others amend it, and what was confirmed is kept. */
export const answersAtOnce = async (field: Field, emails: readonly string[]): Promise<void> => {
  const { journey, trouble, documents } = field;
  const before = await scored(field);
  const told: { confirmed: number; unsure: number }[] = [];
  for (const email of emails) {
    const path = await linkTo(field, email);
    trouble.begin({ conflict: 0.1, cut: 0.02 });
    const replies = await Promise.all(
      range(ANSWERS_AT_ONCE).map((n) =>
        journey.request('POST', path, { body: { csat: 3 + (n % 3), comment: `answer ${n}` } }),
      ),
    );
    trouble.end();
    const of = (status: number): number => replies.filter((reply) => reply.status === status).length;
    // Who was told to come again, or waited longer than anybody waits, does not know; their answer counts, or it does not.
    const unsure = replies.filter(({ status }) => status >= 500).length;
    note(
      field,
      of(200) + of(201) + unsure === ANSWERS_AT_ONCE,
      `${email}: answers ${replies.map(({ status }) => status).join()}`,
    );
    const broken = replies.filter(
      ({ status, body }) => status === 500 && Object.hasOwn(Object(body), 'code'),
    );
    note(field, broken.length === 0, `${email}: ${broken.length} answers ended in an error of ours`);
    if (unsure === 0 || of(201) > 1) count(field, `${email}: first answers`, of(201));
    told.push({ confirmed: of(200) + of(201), unsure });
    add(field, 'answers unsure', unsure);
    add(field, 'answers at once', ANSWERS_AT_ONCE);
    add(field, 'answers confirmed', of(200) + of(201));
  }
  count(field, 'answers that the scores count', (await scored(field)) - before, emails.length);
  const stored = (await everyItem(documents, TABLE)).filter(
    ({ t }) => t === 'surveyResponse',
  ) as unknown as Stored[];
  const bySurvey = Map.groupBy(stored, ({ surveyId }) => surveyId);
  const numbers = [...bySurvey.values()].map((all) => all.map(({ n }) => n).toSorted((a, b) => a - b));
  for (const all of numbers)
    note(
      field,
      all.every((n, at) => n === at + 1),
      `answers of a survey are numbered ${all.join()}`,
    );
  const seen = numbers.map((all) => all.length).toSorted((a, b) => a - b);
  const kept = seen.slice(-emails.length).reduce((sum, n) => sum + n, 0);
  const [confirmed, unsure] = [told.map((one) => one.confirmed), told.map((one) => one.unsure)].map((all) =>
    all.reduce((sum, n) => sum + n, 0),
  ) as [number, number];
  note(
    field,
    kept >= confirmed && kept <= confirmed + unsure,
    `answers confirmed ${confirmed}, unsure ${unsure}, kept ${kept}`,
  );
};
