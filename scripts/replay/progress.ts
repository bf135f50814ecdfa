import { type Instant, iso } from '#shared/domain/kernel/time.ts';

const BAR = 30;
const REDRAW_MS = 200;

type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

/** Tells how far a replay is: a bar on a terminal, a line for each tenth elsewhere. Call `end` before writing anything else. */
export const createProgress = (total: number, screen: Screen = process.stderr) => {
  let drawnAt = 0;
  let tenths = 0;
  const bar = (done: number, at: Instant): void => {
    const share = total === 0 ? 1 : done / total;
    const filled = Math.round(share * BAR);
    screen.write(
      `\r${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done}/${total} ${iso(at).slice(0, 16)}Z `,
    );
  };
  return {
    tell: (done: number, at: Instant): void => {
      if (screen.isTTY) {
        if (done < total && performance.now() - drawnAt < REDRAW_MS) return;
        drawnAt = performance.now();
        bar(done, at);
        return;
      }
      const reached = Math.floor((done / total) * 10);
      if (reached <= tenths) return;
      tenths = reached;
      screen.write(`${reached * 10} % (${done} of ${total} steps, ${iso(at).slice(0, 16)}Z)\n`);
    },
    end: (): void => {
      if (screen.isTTY) screen.write('\n');
    },
  };
};
