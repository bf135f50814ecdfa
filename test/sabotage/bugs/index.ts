import type { Bug } from '../bug.ts';
import { edge } from './edge.ts';
import { expiry } from './expiry.ts';
import { files } from './files.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';
import { retries } from './retries.ts';
import { storage } from './storage.ts';
import { time } from './time.ts';

/** Every bug that is planted, in the order of the kinds. */
export const bugs: readonly Bug[] = [
  ...storage,
  ...messages,
  ...time,
  ...expiry,
  ...edge,
  ...people,
  ...files,
  ...retries,
].toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
