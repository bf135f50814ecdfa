import { startDemo } from './stack.ts';

/** A stack in a process of its own, to be killed: `crash-child.ts <home>` prints its address when it is ready. */
const stack = await startDemo({ home: String(process.argv[2]) });
console.log(stack.address);
