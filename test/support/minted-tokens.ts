import { join } from 'node:path';
import { signingKeys } from '#local/pool/keys.ts';
import { openStore } from '#local/state/store.ts';

type Claims = Record<string, string | number>;

const claimsOf = (token: string): Claims =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;

/**
 * Access tokens of other subjects, shaped like the given one and signed by the stack's own user pool: for people whom the pool's sample
 * users don't have, and for machines, whose subject is the id of their client.
 */
export const mintTokens = ({ home, like }: { home: string; like: string }) => {
  const claims = claimsOf(like);
  const poolId = String(claims['iss']).split('/').at(-1) ?? '';
  const store = openStore(join(home, 'state', 'runtime.db'));
  const keys = signingKeys(store, poolId);
  return {
    person: (sub: string): string => keys.signJwt({ ...claims, sub, username: sub }),
    machine: (clientId: string): string => {
      const { username: _, ...machine } = claims;
      return keys.signJwt({ ...machine, sub: clientId });
    },
    close: (): void => store.close(),
  };
};
