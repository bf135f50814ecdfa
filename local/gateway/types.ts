/** A JWT authorizer of the template. */
export type JwtAuthorizer = {
  /** Where the token is, e.g. `$request.header.Authorization`. */
  readonly identitySource: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
};

export type Route = {
  /** As in the template: `GET /v1/tickets/{id}` or `$default`. */
  readonly key: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly authorizer?: JwtAuthorizer;
  /** One of these must be in the token's scope when there are any. */
  readonly scopes: readonly string[];
};

export type CorsSettings = {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds?: number;
};

/** Steady requests a second and the burst above them. */
export type Throttle = { readonly rate: number; readonly burst: number };

export type HttpApi = {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly cors?: CorsSettings;
  readonly routes: readonly Route[];
  readonly throttle?: Throttle | undefined;
};

/** API Gateway's quotas for HTTP APIs. */
export const LIMITS = {
  bodyBytes: 10 * 1024 * 1024,
  headerBytes: 10_240,
  urlBytes: 8_192,
  timeoutMs: 30_000,
} as const;
