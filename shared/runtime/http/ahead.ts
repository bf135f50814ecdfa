import type { Lists, Slice } from '#shared/app/lists.ts';
import type { Context } from '#shared/app/ports.ts';
import type { RequestOf, Route } from '#shared/contracts/route.ts';
import type { Bound } from './handler.ts';

/** A list that answers the very same question once. */
const askedOnce = <Ask extends readonly unknown[], T>(
  list: (...ask: Ask) => Promise<Slice<T>>,
): ((...ask: Ask) => Promise<Slice<T>>) => {
  const asked = new Map<string, Promise<Slice<T>>>();
  return (...ask) => {
    const key = JSON.stringify(ask);
    const known = asked.get(key);
    if (known) return known;
    const slice = list(...ask);
    // Nobody may come for it, when the caller turns out to be a stranger; whoever does gets the failure.
    slice.catch(() => undefined);
    asked.set(key, slice);
    return slice;
  };
};

/**
 * The lists as a request uses them: what its operation can ask for before the caller is known is asked for at once, beside the first
 * round trip, and is there when the operation asks for the very same page again.
 */
export const listsAhead = (
  { ahead }: Bound,
  request: RequestOf<Route>,
  lists: Lists,
  about: Pick<Context, 'digest' | 'now'>,
): Lists => {
  if (!ahead) return lists;
  const once = {
    tickets: askedOnce(lists.tickets),
    customers: askedOnce(lists.customers),
    searchTokens: askedOnce(lists.searchTokens),
  };
  ahead(request, once, about);
  return { ...lists, ...once };
};
