import { AUDIT_LIFE_MS, auditEventSchema } from '#shared/domain/audit/audit-event.ts';
import type { ItemKind } from '../item-kind.ts';
import { auditShardOf, indexes, indexKey, keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** Audit records, by time and by action in shards, by the record concerned and by who did it; ids sort by time (table-design). */
export const auditItem: ItemKind<'audit'> = {
  type: 'audit',
  schemaVersion: 1,
  key: ([id = '']) => keys.audit(id),
  idOf: (event) => [event.id],
  toItem: (event) => ({
    ...event,
    ...indexKey('gsi1', indexes.auditOfAction(event.action, auditShardOf(event.id)), event.id),
    ...indexKey('gsi3', indexes.auditOfActor(event.actor.id), event.id),
    ...indexKey('gsi4', indexes.auditOfObject(event.object), event.id),
    ttl: Math.ceil((event.at + AUDIT_LIFE_MS) / 1000),
  }),
  fromItem: (item) => auditEventSchema.parse(stripped(item)),
};
