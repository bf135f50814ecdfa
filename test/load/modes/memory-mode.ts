import { ENOUGH_REQUESTS, type Keeping, leaking, MOST_GROWTH } from '../keeping.ts';
import { type MemoryOptions, runMemory } from '../memory.ts';

const LOOK_EVERY_S = 10;

const lineOf = ({ functionName, handled, firstMb, lastMb, growth, bytesARequest }: Keeping): string =>
  `| ${functionName} | ${handled} | ${firstMb.toFixed(2)} | ${lastMb.toFixed(2)} | ${(growth * 100).toFixed(2)} % | ${bytesARequest.toFixed(0)} |`;

/**
 * What functions keep while days go by: tells it of each environment, and whether none grows. With the planted leak the other way round: whether it is seen in
 * each that handled enough.
 */
export const memoryMode = async (options: Omit<MemoryOptions, 'everySeconds'>): Promise<boolean> => {
  const { keeping, requests, failed, virtualHours } = await runMemory({
    ...options,
    everySeconds: Math.min(LOOK_EVERY_S, options.seconds / 12),
  });
  const busy = keeping.filter(({ handled }) => handled >= ENOUGH_REQUESTS);
  const grown = leaking(keeping);
  console.log(`
| environment of | requests in the second half | MB at half time | MB at the end | growth | bytes a request |
| --- | --- | --- | --- | --- | --- |
${keeping.map(lineOf).join('\n')}

${requests} requests in ${virtualHours.toFixed(0)} virtual hours, ${failed} failed; of ${busy.length} environments with ${ENOUGH_REQUESTS} requests or more ${grown.length} grew by more than ${MOST_GROWTH * 100} %`);
  const isAsMeant = options.leaks ? grown.length === busy.length : grown.length === 0;
  return isAsMeant && busy.length > 0 && failed === 0;
};
