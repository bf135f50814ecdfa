import type { Journey } from '#test/support/local-stack.ts';

/**
 * Once a second the clock goes on by so many minutes, and with it the sweeps, the closing of cases and the surveys; `each` is called at each turn. What the
 * sweeps begin is not waited for: beside steady traffic there is no moment at which nothing is done.
 */
export const passing = (
  journey: Journey,
  minutes: number,
  each: () => Promise<void> | void = () => undefined,
) => {
  let isOver = false;
  const loop = async (): Promise<void> => {
    while (!isOver) {
      const next = new Promise((resolve) => setTimeout(resolve, 1000));
      await journey.advance(`PT${minutes}M`);
      for (const name of ['sla-sweep', 'survey-due']) await journey.stack.scheduler.run(`kefu-dev-${name}`);
      await each();
      await next;
    }
  };
  const done = loop();
  return {
    stop: async (): Promise<void> => {
      isOver = true;
      await done;
    },
  };
};
