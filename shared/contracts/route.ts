import type * as z from 'zod';
import type { RefusalCode } from '#shared/domain/kernel/refusal.ts';
import type { Permission } from '#shared/domain/people/permissions.ts';

/** Everything a client, the gateway, the OpenAPI document and a test need to know about a route, and nothing of how it is done. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly summary: string;
  /** The one permission a bearer token's role needs (A3), or `public`: no token. */
  readonly permission: Permission | 'public';
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  /** `undefined`: the route takes no body. */
  readonly body: z.ZodType | undefined;
  readonly success: readonly [200 | 201 | 202 | 204, ...(200 | 201 | 202 | 204)[]];
  readonly response: z.ZodType;
  /** The answer is about one resource: it has `version` and `ETag`. */
  readonly versioned?: boolean;
  /** The request must name the version it means in `If-Match`. */
  readonly ifMatch?: boolean;
  /** The server repeats the operation itself when it loses a race (messages, tasks, escalations). */
  readonly repeats?: boolean;
  /**
   * The route of an inbound feed: no token, the delivery is signed by Standard Webhooks with the feed's secret. `messages` names its channel
   * in the path.
   */
  readonly signed?: 'orders' | 'messages';
  /** Calls a minute of one caller, counted apart from all others: for what is asked again and again by design. */
  readonly perMinute?: number;
  /**
   * Of a POST without a token that may carry an `Idempotency-Key`: whom the request says to come from, by its body. A key counts for them
   * alone, wherever they ask from.
   */
  readonly keyedBy?: (body: never) => string;
  /** Also answers `text/html` where `Accept` asks for it. */
  readonly html?: boolean;
  /** The body that the fields of a posted form stand for, on routes with a page. */
  readonly form?: (fields: Readonly<Record<string, string>>) => unknown;
  /** The refusals a caller must be ready for, besides the ones every route can give. */
  readonly refusals: readonly RefusalCode[];
};

/** What an operation receives: parsed and typed. */
export type RequestOf<R extends Route> = {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: R['body'] extends z.ZodType ? z.output<R['body']> : undefined;
  /** The version named by `If-Match`; `undefined` where the route doesn't ask for it. */
  readonly ifMatch: number | undefined;
};

export type ResponseOf<R extends Route> = z.input<R['response']>;

/** Keeps each route's exact schema types while checking its shape. */
export const defineRoutes = <const Routes extends Record<string, Route>>(routes: Routes): Routes => routes;
