import type { Mailer, Store } from '../ports.ts';

/** What the worker needs besides the context: to write, and to send. */
export type Tools = { readonly commit: Store['commit']; readonly mailer: Mailer };
