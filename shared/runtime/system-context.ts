import { randomBytes } from 'node:crypto';
import type { Caller, Context } from '#shared/app/ports.ts';
import type { Ref } from '#shared/app/records.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import { permissions } from '#shared/domain/people/permissions.ts';
import type { Edge } from './http/edge.ts';

/** The system itself as caller, under the name of the part that acts. */
export const system = (name: string): Caller => ({
  type: 'system',
  id: name,
  role: 'system',
  permissions: new Set(permissions),
  scope: 'all',
  teamIds: [],
  reveal: new Set(),
});

/**
 * The context in which the system itself acts (workers): the records it asked for, the settings of this moment, its own name as caller. `now`
 * is given by who knows better than this worker's clock.
 */
export const systemContext = async (
  edge: Edge,
  name: string,
  refs: readonly Ref[],
  now: Instant = Date.now(),
): Promise<Context> => {
  const { found, config } = await edge.store.open({ refs });
  return {
    now,
    caller: system(name),
    config,
    language: config.settings.language.startsWith('zh') ? 'zh-CN' : 'en',
    accepts: 'json',
    found,
    reader: edge.store.reader,
    lists: edge.store.lists,
    newId: (prefix) => `${prefix}_${ulid(now, randomBytes(10))}`,
    random: (bytes) => randomBytes(bytes),
    digest: edge.keyring.digest,
    seal: edge.keyring.seal,
    unseal: edge.keyring.unseal,
    publicUrl: edge.publicUrl,
  };
};
