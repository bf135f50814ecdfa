import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signingKeys } from '#local/pool/keys.ts';
import { openStore } from '#local/state/store.ts';

type Claims = Record<string, string | number>;

const claimsOf = (token: string): Claims =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;

type Template = {
  Resources: Record<string, { Type: string; Properties?: { AllowedOAuthFlows?: string[] } }>;
};

/** The id that the local pool gives to the deployment's client for machines. */
export const machineClientOf = (home: string): string => {
  const assembly = join(home, readdirSync(home).find((name) => name.startsWith('assembly-')) ?? '');
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template;
    const client = Object.entries(Resources).find(([, { Properties }]) =>
      Properties?.AllowedOAuthFlows?.includes('client_credentials'),
    );
    const stack = file.replace('.template.json', '');
    if (client) return createHash('sha256').update(`${stack}/${client[0]}`).digest('hex').slice(0, 26);
  }
  throw new Error('the deployment has no client for machines');
};

/**
 * Access tokens of other subjects, shaped like the given one and signed by the stack's own user pool: for people whom the pool's sample
 * users don't have, and for machines, whose subject is the id of their client.
 */
export const mintTokens = ({ home, like }: { home: string; like: string }) => {
  const claims = claimsOf(like);
  const poolId = String(claims['iss']).split('/').at(-1) ?? '';
  const store = openStore(join(home, 'state', 'runtime.db'));
  const keys = signingKeys(store, poolId);
  /** A new sign-in at this instant, good for an hour. */
  const signedIn = (at: number): Claims => {
    const now = Math.floor(at / 1000);
    return {
      ...claims,
      auth_time: now,
      iat: now,
      exp: now + 3600,
      origin_jti: randomUUID(),
      jti: randomUUID(),
    };
  };
  return {
    person: (sub: string, at: number): string => keys.signJwt({ ...signedIn(at), sub, username: sub }),
    machine: (clientId: string, at: number): string => {
      const { username: _, auth_time: __, origin_jti: ___, ...machine } = signedIn(at);
      return keys.signJwt({ ...machine, sub: clientId, client_id: clientId });
    },
    close: (): void => store.close(),
  };
};
