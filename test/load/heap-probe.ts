import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, parentPort, threadId, workerData } from 'node:worker_threads';

/**
 * Loaded by every execution environment before its handler, in measurements of memory only: answers, when it is asked, what the environment keeps after a
 * collection. An environment is a thread with a heap of its own, so nothing of the engines or of the generator is in it.
 */

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const { functionName } = workerData as { functionName: string };

let handled = 0;
parentPort?.on('message', () => {
  handled += 1;
});

const channel = new BroadcastChannel('kefu-memory');
channel.onmessage = (message) => {
  const { round } = (message as { data: { round?: number } }).data;
  if (round === undefined) return;
  // Twice: what a finaliser lets go is taken by the next collection.
  collect();
  setImmediate(() => {
    collect();
    const { used_heap_size, external_memory } = getHeapStatistics();
    const bytes = used_heap_size + external_memory;
    channel.postMessage({ answers: round, threadId, functionName, handled, bytes });
  });
};
