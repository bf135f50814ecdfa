import * as z from 'zod';
import type { AddressRules } from '#shared/domain/webhooks/url.ts';
import { readEnv } from '#shared/runtime/env.ts';

/** Set by the runtime that has the whole system on one machine, and by no stage. */
const webhooksEnv = z.object({ WEBHOOKS_TO_LOOPBACK: z.enum(['on', 'off']).default('off') });

export const addressRules = (): AddressRules => ({
  loopback: readEnv(webhooksEnv).WEBHOOKS_TO_LOOPBACK === 'on',
});
