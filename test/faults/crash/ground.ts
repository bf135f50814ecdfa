import { type Journey, startJourney } from '#test/support/local-stack.ts';
import { type Desk, deskOf } from './desk.ts';
import { type Mark, type Observer, observerOf } from './observe.ts';

/** Where stories are played: one system, with what watches it. */
export type Ground = {
  readonly journey: Journey;
  readonly desk: Desk;
  readonly observer: Observer;
  /** Notes the present moment as the beginning of a story. */
  readonly begin: () => Promise<Mark>;
  /** Does it and notes how long it took under a name. */
  readonly timed: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Where the time of all stories went, in real milliseconds. */
  readonly spent: ReadonlyMap<string, number>;
  readonly close: () => Promise<void>;
};

/** Monday, nine o'clock in Shanghai. */
const BEGIN = Date.parse('2026-03-02T01:00:00Z');

/** The ground on a system that runs already. */
export const groundOn = async (journey: Journey): Promise<Ground> => {
  const observer = observerOf(journey);
  let mark: Mark | undefined;
  const hasChanged = async (): Promise<boolean> => {
    await journey.drain();
    return mark !== undefined && (await observer.since(mark)).length > 0;
  };
  const desk = await deskOf(journey, { hasChanged, catchUp: observer.catchUp });
  const spent = new Map<string, number>();
  return {
    ...{ journey, desk, observer, spent },
    timed: async (name, work) => {
      const began = performance.now();
      try {
        return await work();
      } finally {
        spent.set(name, (spent.get(name) ?? 0) + performance.now() - began);
      }
    },
    begin: async () => {
      await journey.drain();
      mark = await observer.mark();
      return mark;
    },
    close: async () => {
      journey.stack.engines.setFaults(undefined);
      observer.close();
    },
  };
};

export const startGround = async (): Promise<Ground> => {
  const journey = await startJourney({ now: BEGIN });
  const ground = await groundOn(journey);
  return {
    ...ground,
    close: async () => {
      await ground.close();
      await journey.close();
    },
  };
};
