const unheard = (): void => undefined;

/**
 * Does `work` for what comes, several at once, and gives the results in the order in which it came. What comes next is asked for while the
 * last is still being worked on.
 */
export async function* ahead<In, Out>(
  source: AsyncIterable<In>,
  atOnce: number,
  work: (one: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const coming = source[Symbol.asyncIterator]();
  /** A failure is told to whoever takes the result; until then it is no defect that nobody has heard of it. */
  const later = <T>(promise: Promise<T>): Promise<T> => {
    promise.catch(unheard);
    return promise;
  };
  const waiting: Promise<Out>[] = [];
  let next: Promise<IteratorResult<In>> | undefined = later(coming.next());
  for (;;) {
    while (next && waiting.length < atOnce) {
      const one: IteratorResult<In> = await next;
      next = one.done ? undefined : later(coming.next());
      if (!one.done) waiting.push(later(work(one.value)));
    }
    const result = waiting.shift();
    if (result === undefined) return;
    yield await result;
  }
}

/** Parts of at most so many. */
export function* chunks<T>(all: readonly T[], most: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += most) yield all.slice(at, at + most);
}
