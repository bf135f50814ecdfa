import { type Desk, done, type Made } from './desk.ts';

/** Things whose time takes long to come: made many at once, taken one by one. */
export const taken = ({ stock }: Pick<Desk, 'stock'>, what: string): string => {
  const one = stock.get(what)?.pop();
  if (one === undefined) throw new Error(`the stock has no ${what} left`);
  return one;
};

type Survey = Made & { readonly ticketId: string };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Ten o'clock in Shanghai, when surveys may be sent. */
const TEN = 2 * HOUR;

/** A day or more later, at ten. */
export const nextTen = async ({ journey, catchUp }: Pick<Desk, 'journey' | 'catchUp'>): Promise<void> => {
  await journey.drain();
  await catchUp();
  const earliest = (await journey.now()) + 26 * HOUR;
  await journey.setClock(Math.ceil((earliest - TEN) / DAY) * DAY + TEN);
};

/** A case that is resolved, with a survey to be sent a day later. */
export const resolvedCase = async (desk: Desk): Promise<string> => {
  const one = await desk.ticket();
  const said = { visibility: 'public', body: 'A new one is on its way.' };
  done(await desk.agent.post(`/v1/tickets/${one.id}/messages`, said));
  await desk.moved(one, 'resolved');
  return one.id;
};

const times = async <T>(count: number, make: () => Promise<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for (let n = 0; n < count; n++) all.push(await make());
  return all;
};

/** The surveys of these cases. */
const surveysOf = async (desk: Desk, ticketIds: readonly string[]): Promise<readonly Survey[]> => {
  const wanted = new Set(ticketIds);
  const found: Survey[] = [];
  let cursor = '';
  do {
    const page = done<{ items: Survey[]; nextCursor?: string }>(
      await desk.admin.get(`/v1/surveys?limit=100${cursor}`),
    );
    found.push(...page.items.filter(({ ticketId }) => wanted.has(ticketId)));
    cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  return found;
};

/** Surveys that are due and were not sent. Takes the clock a day on. */
export const stockDueSurveys = async (desk: Desk, count: number): Promise<void> => {
  const cases = await times(count, () => resolvedCase(desk));
  await desk.journey.drain();
  await nextTen(desk);
  desk.stock.set(
    'due surveys',
    (await surveysOf(desk, cases)).map(({ id }) => id),
  );
};

/** The token in the newest link to a survey. */
export const newestLink = async ({ journey }: Pick<Desk, 'journey'>): Promise<string> => {
  const links = (await journey.outbox()).flatMap((item) => item.links);
  return links.flatMap((link) => /\/v1\/public\/surveys\/([\w-]{43})$/.exec(link)?.[1] ?? [])[0] ?? '';
};

/** Links of surveys that were sent. Takes the clock a day on. */
export const stockSurveyLinks = async (desk: Desk, count: number): Promise<void> => {
  const before = new Set((await desk.journey.outbox()).flatMap((item) => item.links));
  await times(count, () => resolvedCase(desk));
  await desk.journey.drain();
  await nextTen(desk);
  await desk.journey.run('survey-due');
  const links = (await desk.journey.outbox()).flatMap((item) => item.links);
  const tokens = links
    .filter((link) => !before.has(link))
    .flatMap((link) => /\/v1\/public\/surveys\/([\w-]{43})$/.exec(link)?.[1] ?? []);
  desk.stock.set('survey links', [...new Set(tokens)]);
};

/** Cases whose first deadline (24 hours) is missed and was not told, with half a day until the next. Takes the clock a day on. */
export const stockDueCases = async (desk: Desk, count: number): Promise<void> => {
  const cases = await times(count, () => desk.ticket());
  await desk.journey.drain();
  await desk.catchUp();
  await desk.journey.advance('PT26H');
  desk.stock.set(
    'due cases',
    cases.map(({ id }) => id),
  );
};
