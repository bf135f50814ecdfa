import { createHash } from 'node:crypto';
import type { Change, ChangeAction, ChangeEntity } from '#shared/domain/changes/change.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';

/** A record of the table's stream, as plain values. */
export type StreamChange = {
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: Readonly<Record<string, unknown>>;
  /** The item as it is now; absent for one that is gone. */
  readonly image?: Readonly<Record<string, unknown>> | undefined;
  /** Milliseconds since the epoch, of whole seconds. */
  readonly at: number;
  readonly sequenceNumber: string;
  /** Gone by its time to live: nobody did that. */
  readonly expired: boolean;
};

type Place = {
  readonly entity: ChangeEntity;
  readonly entityId: string;
  readonly parentId?: string | undefined;
};

/** Heads and parts, by the beginnings of their sort keys; everything else in these partitions tells nothing. */
const parts: Readonly<Record<string, Readonly<Record<string, ChangeEntity>>>> = {
  TKT: { A: 'ticket', M: 'message', K: 'task', ES: 'escalation' },
  CUS: { A: 'customer', N: 'customerNote', CN: 'consent' },
  ORD: { A: 'order' },
  SVY: { A: 'survey', R: 'surveyResponse' },
  USR: { A: 'user' },
};
const configs: Readonly<Record<string, ChangeEntity>> = {
  team: 'team',
  role: 'role',
  shop: 'shop',
  settings: 'settings',
  policy: 'slaPolicy',
  calendar: 'calendar',
  template: 'surveyTemplate',
};
/** Entities whose part has no id of its own, only a number within its parent. */
const NUMBERED: ReadonlySet<ChangeEntity> = new Set(['escalation', 'consent', 'surveyResponse']);

const placeOf = (pk: string, sk: string): Place | undefined => {
  const [family = '', id = ''] = pk.split('#');
  const [first = '', second] = sk.split('#');
  if (family === 'VW') return { entity: 'view', entityId: sk, parentId: id };
  if (family === 'CFG') {
    const entity = configs[id];
    return entity && { entity, entityId: first };
  }
  const entity = parts[family]?.[first];
  if (entity === undefined) return undefined;
  if (first === 'A') return second === undefined ? { entity, entityId: id } : undefined;
  const own = NUMBERED.has(entity) ? `${id}/${Number(second)}` : second;
  return own === undefined ? undefined : { entity, entityId: own, parentId: id };
};

const ENDED: Readonly<Record<string, ChangeAction>> = { erased: 'erased', merged: 'merged' };

const actionOf = ({ event, image }: StreamChange, entity: ChangeEntity, version: unknown): ChangeAction => {
  if (event === 'REMOVE' || image?.['archived'] === true) return 'deleted';
  if (entity === 'customer') {
    const ended = ENDED[String(image?.['status'])];
    if (ended !== undefined) return ended;
  }
  // Policies and calendars are written anew with each version.
  const isFirst = entity === 'slaPolicy' || entity === 'calendar' ? version === 1 : event === 'INSERT';
  return isFirst ? 'created' : 'updated';
};

const instant = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 48 ? value : undefined;

/** What a record of the stream tells the change feed; `undefined` for what is no entity of the API, and for what has only run out. */
export const changeOf = (record: StreamChange): Change | undefined => {
  const place = record.expired ? undefined : placeOf(String(record.keys['pk']), String(record.keys['sk']));
  if (place === undefined) return undefined;
  const { image } = record;
  const version = image === undefined ? undefined : (instant(image['ver'] ?? image['version']) ?? 1);
  const action = actionOf(record, place.entity, version);
  const changedAt = instant(image?.['updatedAt'] ?? image?.['createdAt'] ?? image?.['at']) ?? record.at;
  const about = [place.entity, place.entityId, version ?? record.sequenceNumber, action].join('|');
  const tenBytes = createHash('sha256').update(about).digest().subarray(0, 10);
  return {
    id: `evt_${ulid(changedAt, tenBytes)}`,
    ...place,
    action,
    ...(version === undefined ? {} : { version: Math.max(1, version) }),
    changedAt,
  };
};
