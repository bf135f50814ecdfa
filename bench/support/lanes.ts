/** One request, ready to be sent; `before` is done first and is not part of what is measured. */
export type Request = { readonly before?: () => Promise<void>; readonly send: () => Promise<unknown> };

export type Timing = {
  /** Of each request, in ms. */
  readonly latencies: readonly number[];
  readonly perSecond: number;
};

/** Works through a list with so many at a time, each taking the next as soon as it is free. */
export const inLanes = async <T>(
  lanes: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};

/** Sends the requests with so many at a time. */
export const timed = async (lanes: number, requests: readonly Request[]): Promise<Timing> => {
  const latencies: number[] = [];
  const began = performance.now();
  await inLanes(lanes, requests, async ({ before, send }) => {
    await before?.();
    const sent = performance.now();
    await send();
    latencies.push(performance.now() - sent);
  });
  return { latencies, perSecond: requests.length / ((performance.now() - began) / 1000) };
};
