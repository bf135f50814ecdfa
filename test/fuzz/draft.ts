import type { Random } from '../campaign/random.ts';
import type { Operation } from './document.ts';

/** What is expected of an answer beyond its form. */
export type Expectation =
  /** The operation's own valid request: it must be let through. */
  | { readonly kind: 'plain' }
  /** Fits the document: it must not be refused for its shape. */
  | { readonly kind: 'fits' }
  /** Breaks a rule: one of these statuses, or any refusal. */
  | { readonly kind: 'refused'; readonly statuses?: readonly number[] }
  /** May be either. */
  | { readonly kind: 'either' };

/** A request before it is sent: everything of it in the open, so that one thing can be changed. */
export type Draft = {
  readonly operation: Operation;
  readonly label: string;
  readonly user: string | undefined;
  readonly method: string;
  /** The path with its parameters filled in, as it goes over the wire. */
  readonly path: string;
  /** Pairs as they go over the wire. */
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly expect: Expectation;
  /** A value that must not come back in a problem. */
  readonly canary: string;
  /** The body is signed by the secret of an inbound feed when it is sent. */
  readonly signed?: boolean;
  /** The path is none of the operation's, or may be another operation's. */
  readonly elsewhere?: boolean;
};

export const targetOf = ({ path, query }: Draft): string =>
  query.length === 0 ? path : `${path}?${query.join('&')}`;

export const fillIn = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

/** Changes one thing of a request; `undefined` where the request has no such thing. */
export type Change = (draft: Draft, random: Random) => Draft | undefined;

/** Must be refused, with one of these statuses. */
export const refused = (...statuses: number[]): Expectation => ({ kind: 'refused', statuses });
