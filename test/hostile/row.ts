import type { World } from './world.ts';

/** One hostile request and what has to be answered. */
export type Case = {
  /** What is sent, for whoever reads a finding. */
  readonly what: string;
  /** Method and address, as in `POST /v1/tickets`. */
  readonly to: string;
  /** A sample user; `null` sends no token. Without it: `agent1`. */
  readonly as?: string | null;
  readonly body?: unknown;
  /** A body that `JSON.stringify` could not make; it goes as JSON unless a header says otherwise. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Signed with the secret of this inbound feed, `orders` or a channel, instead of a token. */
  readonly signed?: string;
  /** Goes byte for byte over a socket of its own, because a well-behaved client would not send it. */
  readonly wire?: true;
  /** Status and code, as in `422 invalid_request`; a status alone is an answer of the gateway, or no problem. Several: one of them. */
  readonly answers: string | readonly string[];
  /** The path of a field that must be named among the errors. */
  readonly names?: string;
  /** Members of an accepted answer, as they have to be. */
  readonly shows?: Readonly<Record<string, unknown>>;
  /** What the answer's text must not hold. */
  readonly never?: string;
};

/** One row of the hostile catalogue. */
export type Row = {
  readonly id: string;
  readonly title: string;
  /** All of its cases are sent in the short form, too. */
  readonly whole?: true;
  readonly cases: (world: World) => readonly Case[];
};
