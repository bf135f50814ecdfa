import type { Operations } from '../net/aws-json.ts';
import { adminOperations } from './admin-api.ts';
import type { Pools } from './api-parts.ts';
import { recoveryOperations } from './recovery-api.ts';
import { selfOperations } from './self-api.ts';
import { signInOperations } from './sign-in-api.ts';

/** Cognito's JSON protocol, as far as it is spoken here: the names of its operations and what they do. */
export const poolOperations = (pools: Pools): Operations => ({
  ...signInOperations(pools),
  ...selfOperations(pools),
  ...recoveryOperations(pools),
  ...adminOperations(pools),
});
