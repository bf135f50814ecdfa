import type { Engines } from '../engine-ports.ts';
import type { EventBuses } from '../events/bus.ts';
import { serveAwsJson } from '../net/aws-json.ts';
import type { CallbackServer } from '../net/callbacks.ts';
import type { EngineHandlers } from '../net/engine-server.ts';
import { poolOperations } from '../pool/api.ts';
import { serveMachineTokens } from '../pool/machine-tokens.ts';
import type { UserPool } from '../pool/pool.ts';
import { serveEmail } from './email.ts';
import { serveOutbound } from './outbound.ts';
import type { Outbox } from './outbox.ts';
import type { Providers } from './providers.ts';
import type { Secrets } from './secrets.ts';
import { serveSms } from './sms.ts';

export type HandlerParts = {
  readonly engines: Engines;
  readonly buses: EventBuses;
  readonly secrets: Secrets;
  readonly providers: Providers;
  readonly outbox: Outbox;
  readonly callbacks: CallbackServer;
  readonly pools: () => readonly UserPool[];
};

/** Everything that answers on the engines' port. */
export const serviceHandlers = (parts: HandlerParts): EngineHandlers => ({
  dynamodb: parts.engines.tables.handle,
  sqs: parts.engines.queues.handle,
  s3: parts.engines.buckets.handle,
  sns: serveSms(parts.providers),
  email: serveEmail(parts.providers),
  events: serveAwsJson(parts.buses.operations),
  secrets: serveAwsJson(parts.secrets.operations),
  cognito: serveAwsJson(poolOperations(parts.pools)),
  machineTokens: serveMachineTokens(parts.pools),
  callback: parts.callbacks.handle,
  outbound: serveOutbound(parts.outbox),
});
