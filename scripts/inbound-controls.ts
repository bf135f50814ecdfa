import type { ControlRoutes } from '#local/control/surface.ts';
import type { LocalStack } from '#local/options.ts';

/** `GET /_local/inbound`: the secrets that deliveries to the inbound feeds of the local stack are signed with (`api.md`, Inbound). */
export const inboundControls = (stack: LocalStack): ControlRoutes => ({
  'GET /_local/inbound': () => stack.invoke('bootstrap', { action: 'inboundSecrets' }),
});
