/** Work under one name, one after the other; `waited` says whether somebody else was first. */
export type InTurn = <T>(name: string, work: (waited: boolean) => Promise<T>) => Promise<T>;

/** Turns of one execution environment. With as many environments as the queue allows, a receiver never sees more calls at once than that. */
export const turns = (): InTurn => {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name);
    const mine = before === undefined ? work(false) : before.then(() => work(true));
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(name, settled);
    try {
      return await mine;
    } finally {
      if (last.get(name) === settled) last.delete(name);
    }
  };
};
