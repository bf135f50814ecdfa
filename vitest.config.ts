import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const setupFiles = ['test/support/properties.ts'];

/** Both processors where there are only two: a file waits for its engines as often as it computes. */
const cores = availableParallelism();
const maxWorkers = Math.max(2, cores - 1);
/** A system of its own keeps more than one processor busy. */
const maxSystems = Math.max(2, Math.floor(cores / 2));

/** Projects by what they need: nothing, modules of their own (handlers), the emulators, the CDK, and the whole system on this machine. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          setupFiles,
          maxWorkers,
          // Nothing is left behind by one file that another could find, so they share what they import.
          isolate: false,
          include: ['test/{app,contracts,domain,events,local,scripts}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'handlers',
          setupFiles,
          maxWorkers,
          // They replace modules, and handlers read their environment when they are loaded.
          include: ['test/functions/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'adapters',
          setupFiles,
          maxWorkers,
          isolate: false,
          include: ['test/adapters/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'infra',
          setupFiles,
          maxWorkers,
          // What takes longest is to load the CDK and to make the templates; files share both.
          isolate: false,
          include: ['test/infra/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'journeys',
          setupFiles,
          maxWorkers: maxSystems,
          // After the others, which need less.
          sequence: { groupOrder: 1 },
          include: ['test/journeys/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
