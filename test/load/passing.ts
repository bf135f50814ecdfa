import type { Journey } from '#test/support/local-stack.ts';

/** Once a second the clock goes on by so many minutes, and with it the sweeps, the closing of cases and the surveys; `each` is called at each turn. */
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
      await Promise.all(['sla-sweep', 'survey-due'].map((name) => journey.run(name)));
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
