import { Presets, SingleBar } from 'cli-progress';
import type { Io } from './io.ts';

/** Tells how far something is: a bar on a terminal, otherwise a line now and then, nothing for machines. */
export type Progress = {
  update(done: number, total: number | undefined): void;
  stop(): void;
};

const silent: Progress = { update: () => undefined, stop: () => undefined };

export const progressOf = (what: string, unit: string, io: Io, quiet: boolean): Progress => {
  if (quiet) return silent;
  return io.terminal === undefined ? lines(what, unit, io) : bar(what, unit, io.terminal);
};

const bar = (what: string, unit: string, stream: NodeJS.WritableStream): Progress => {
  const drawn = new SingleBar(
    {
      format: `${what} {bar} {percentage}% {value}/{total} ${unit}`,
      stream,
      hideCursor: true,
      etaBuffer: 10,
    },
    Presets.shades_classic,
  );
  let running = false;
  return {
    update: (done, total) => {
      if (!running) drawn.start(total ?? Math.max(done, 1), done);
      running = true;
      // Without a total the bar stays at what is there: it is not known how much will come.
      drawn.setTotal(total ?? Math.max(done, 1));
      drawn.update(done);
    },
    stop: () => {
      if (running) drawn.stop();
    },
  };
};

/** One line each time a tenth more is done; without a total, each time it has doubled. */
const lines = (what: string, unit: string, io: Io): Progress => {
  let next = 0;
  return {
    update: (done, total) => {
      if (done < next) return;
      next = total === undefined ? Math.max(1, done * 2) : done + Math.max(1, total / 10);
      io.err(`${what}: ${done}${total === undefined ? '' : ` of ${total}`} ${unit}`);
    },
    stop: () => undefined,
  };
};
