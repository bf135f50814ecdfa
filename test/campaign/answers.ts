import type { Field } from './cases.ts';
import { inLanes } from './client.ts';

/** Surveys that are answered, and by how many at once. */
const SURVEYS = 20;
const AT_ONCE = 5;

export type Answers = {
  /** The surveys that somebody answered. */
  readonly ids: ReadonlySet<string>;
  /** Links of which not exactly one answer counted as the first. */
  readonly faults: readonly string[];
};

/** Several answer by the same link at the same moment: one of them is the first, the others amend it (SVY-1). */
export const answerAll = async ({ journey }: Field): Promise<Answers> => {
  const invitations = (await journey.outbox())
    .filter(({ id }) => id.endsWith('.invite.email'))
    .slice(0, SURVEYS);
  const faults: string[] = [];
  await inLanes(invitations, 2, async ({ id, links }) => {
    const link = links.find((one) => one.includes('/surveys/') && !one.includes('csat='));
    const path = new URL(link ?? '').pathname;
    const replies = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) =>
        journey.request('POST', path, { body: { csat: 3 + (n % 3) } }),
      ),
    );
    const statuses = replies.map(({ status }) => status).toSorted((a, b) => a - b);
    if (statuses.filter((status) => status === 201).length !== 1 || statuses.some((status) => status > 201))
      faults.push(`SVY-1 ${id}: answers ${statuses.join(', ')}`);
  });
  return { ids: new Set(invitations.map(({ id }) => id.split('.')[0] ?? '')), faults };
};
