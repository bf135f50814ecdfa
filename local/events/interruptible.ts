/** A pause that can be cut short, for back-off and batching windows. Real time. */
export type Pauses = {
  /** Resolves after `ms`, or at once when the pauses are hurried. */
  readonly pause: (ms: number) => Promise<void>;
  /** Ends all pauses under way. */
  readonly hurry: () => void;
};

export const createPauses = (): Pauses => {
  const waiting = new Set<() => void>();
  return {
    pause: (ms) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting.add(done);
      }),
    hurry: () => {
      for (const done of [...waiting]) done();
    },
  };
};
