import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { discard, type Reply, sendReply } from './http.ts';

/** The engines, and the stand-ins beside them; `outbound` is a call to another host, `callback` the answer of a custom resource. */
export type Service =
  | 'dynamodb'
  | 'sqs'
  | 's3'
  | 'events'
  | 'sns'
  | 'email'
  | 'secrets'
  | 'cognito'
  | 'outbound'
  | 'callback';

/** One call that reached an engine, before anything was done about it. */
export type Call = {
  readonly service: Service;
  /** The operation's AWS name, e.g. `TransactWriteItems`. */
  readonly operation: string;
  /** Who signed the call; each worker has a key of its own. Empty when the call carried no signature. */
  readonly accessKeyId: string;
  /** The parsed request; for S3 `{ bucket, key, query }`, since objects are streamed. */
  readonly body: unknown;
};

/** What a `before`/`after` fault does; unless it (or its promise) gives `'answer'`, the caller's connection is cut. */
export type FaultRun = () => unknown;

/** A disturbance of one call, as a network, a crash or an overloaded service would cause it. */
export type Fault =
  /** Answers `ms` real milliseconds late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Never applied, connection cut. */
  | { readonly kind: 'dropBefore' }
  /** Applied, reply lost. */
  | { readonly kind: 'dropAfter' }
  /** Applied twice, answered by the second; not for objects, whose bodies are streamed. */
  | { readonly kind: 'twice' }
  /** Not applied, answered with this AWS error code and HTTP status; `more` are the error's further fields, in JSON. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly status: number;
      readonly message?: string;
      readonly more?: Readonly<Record<string, unknown>>;
    }
  /** Runs at the very point before the call takes effect; the call then takes no effect unless `answer`. */
  | { readonly kind: 'before'; readonly run: FaultRun }
  /** Runs when the call has taken effect and before its reply leaves. */
  | { readonly kind: 'after'; readonly run: FaultRun }
  /** Changes the request before it is applied and, optionally, the reply after it. */
  | {
      readonly kind: 'rewrite';
      readonly body: (parsed: unknown) => unknown;
      readonly answer?: (parsed: unknown) => unknown;
    };

export type FaultPlan = (call: Call) => Fault | undefined;

/** A finished call. Times are real milliseconds of this process (`performance.now()`), for measuring round trips. */
export type CallRecord = {
  readonly service: Call['service'];
  readonly operation: string;
  readonly accessKeyId: string;
  /** DynamoDB request units, whether or not the caller asked for them. */
  readonly consumed: { readonly read: number; readonly write: number };
  /** 0 when the connection was cut. */
  readonly status: number;
  readonly startMs: number;
  readonly endMs: number;
};

/** What every engine offers to campaigns and benchmarks. Off by default, and then it costs nothing but a look. */
export type Instrumented = {
  /** Decides for each call whether it is disturbed; `undefined` switches faults off. */
  setFaults: (plan: FaultPlan | undefined) => void;
  /** Hears of every finished call; `undefined` switches the log off. */
  onCall: (listener: ((record: CallRecord) => void) | undefined) => void;
};

/** How a service words an error on the wire. */
export type WireError = (
  code: string,
  status: number,
  message: string,
  more?: Readonly<Record<string, unknown>>,
) => Reply;

export type Interceptor = Instrumented & {
  answer: (res: ServerResponse, call: Call, perform: (body: unknown) => Promise<Reply>) => Promise<void>;
};

/** Puts faults and the call log around an engine's operations. `now` dates the replies. */
export const createInterceptor = (now: () => number, wireError: WireError): Interceptor => {
  let plan: FaultPlan | undefined;
  let listener: ((record: CallRecord) => void) | undefined;

  const record = (call: Call, startMs: number, reply: Reply | undefined): void =>
    listener?.({
      service: call.service,
      operation: call.operation,
      accessKeyId: call.accessKeyId,
      consumed: reply?.consumed ?? { read: 0, write: 0 },
      status: reply?.status ?? 0,
      startMs,
      endMs: performance.now(),
    });

  return {
    setFaults: (next) => {
      plan = next;
    },
    onCall: (next) => {
      listener = next;
    },
    answer: async (res, call, perform) => {
      const startMs = performance.now();
      const fault = plan?.(call);
      const reply = await (fault === undefined
        ? perform(call.body)
        : disturbed(fault, call, perform, wireError));
      record(call, startMs, reply);
      if (reply === undefined) res.destroy();
      else await sendReply(res, reply, now());
    },
  };
};

/** The reply under a fault; undefined when the connection is to be cut. */
const disturbed = async (
  fault: Fault,
  call: Call,
  perform: (body: unknown) => Promise<Reply>,
  wireError: WireError,
): Promise<Reply | undefined> => {
  switch (fault.kind) {
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return perform(call.body);
    case 'dropBefore':
      return undefined;
    case 'dropAfter':
      discard(await perform(call.body));
      return undefined;
    case 'twice':
      discard(await perform(call.body));
      return perform(call.body);
    case 'error':
      return wireError(
        fault.code,
        fault.status,
        fault.message ?? `${fault.code} by a fault switch`,
        fault.more,
      );
    case 'before':
      return (await fault.run()) === 'answer' ? perform(call.body) : undefined;
    case 'after': {
      const reply = await perform(call.body);
      if ((await fault.run()) === 'answer') return reply;
      discard(reply);
      return undefined;
    }
    case 'rewrite': {
      const reply = await perform(fault.body(call.body));
      return fault.answer === undefined ? reply : rewritten(reply, fault.answer);
    }
  }
};

const rewritten = (reply: Reply, change: (parsed: unknown) => unknown): Reply => {
  if (typeof reply.body !== 'string' || !reply.body.startsWith('{')) return reply;
  const body = JSON.stringify(change(JSON.parse(reply.body)));
  // The checksum is optional and was the old body's.
  const { 'x-amz-crc32': _, ...headers } = reply.headers;
  return { ...reply, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) }, body };
};
