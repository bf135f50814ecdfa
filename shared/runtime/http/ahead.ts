import type { Lists } from '#shared/app/lists.ts';
import type { RequestOf, Route } from '#shared/contracts/route.ts';
import type { Bound } from './handler.ts';

/**
 * The lists as a request uses them: what its operation can ask for before the caller is known is asked for at once, beside the first
 * round trip, and is there when the operation asks for the very same page again.
 */
export const listsAhead = ({ ahead }: Bound, request: RequestOf<Route>, lists: Lists): Lists => {
  if (!ahead) return lists;
  const asked = new Map<string, ReturnType<Lists['tickets']>>();
  const tickets: Lists['tickets'] = (query, page) => {
    const key = JSON.stringify([query, page]);
    const known = asked.get(key);
    if (known) return known;
    const slice = lists.tickets(query, page);
    // Nobody may come for it, when the caller turns out to be a stranger; whoever does gets the failure.
    slice.catch(() => undefined);
    asked.set(key, slice);
    return slice;
  };
  ahead(request, { tickets });
  return { ...lists, tickets };
};
