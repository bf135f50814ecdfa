export type Closers = {
  /** Adds something to be closed before all that was added earlier. */
  readonly add: (close: () => void | Promise<void>) => void;
  /** Closes everything, newest first, whatever fails on the way; rejects with the first failure. A second call waits for the first. */
  readonly close: () => Promise<void>;
};

export const createClosers = (): Closers => {
  const list: (() => void | Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const close of list.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (close) => void list.push(close),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
};
