import type { Config } from '#shared/app/config.ts';
import type { Found, Kind, Write } from '#shared/app/records.ts';
import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import { changesOf } from '#shared/domain/audit/changes.ts';
import type { Digest } from '#shared/domain/audit/mac.ts';
import { objectOf, ownersOf, trailOf } from '#shared/domain/audit/subject.ts';

type Data = Readonly<Record<string, unknown>>;
/** One record of a transaction that leaves a trail: what it was and what it is now. */
type Step = {
  readonly kind: string;
  readonly verb: 'created' | 'updated' | 'deleted';
  readonly before?: Data | undefined;
  readonly after?: Data | undefined;
  readonly object: string;
};
/** What an audit record says of one changed record. */
export type Change = Pick<AuditEvent, 'action' | 'object' | 'data' | 'changes'>;
/** Where the state before can be looked up: what the request has read already. */
export type Known = {
  readonly found?: Found;
  readonly config?: Pick<Config, 'policies' | 'calendars' | 'templates' | 'teams'>;
};

/** The version before of what is written as a new version of itself. */
const versionBefore = (kind: Kind, object: string, { config }: Known): Data | undefined => {
  if (kind === 'policy') return config?.policies.find(({ policyId }) => policyId === object);
  if (kind === 'calendar') return config?.calendars.get(object)?.at(-1);
  return kind === 'template' ? config?.templates.find(({ id }) => id === object) : undefined;
};

const removedStep = (write: Extract<Write, { op: 'remove' }>, { found, config }: Known): Step => {
  const { kind, id } = write.ref;
  const object = id.at(-1) ?? kind;
  const before = kind === 'team' ? config?.teams.get(object) : found?.one(write.ref);
  return { kind, verb: 'deleted', before, object };
};

const stepOf = (write: Write, known: Known): Step | undefined => {
  if (write.op === 'remove') return removedStep(write, known);
  if (write.op !== 'create' && write.op !== 'put' && write.op !== 'update') return undefined;
  const { kind, record } = write;
  const object = objectOf(kind, record);
  if (write.op === 'update') return { kind, verb: 'updated', before: write.before, after: record, object };
  // A case of a file comes with its past: its first record here has a later version.
  const isNext =
    kind !== 'ticket' && 'version' in record && typeof record.version === 'number' && record.version > 1;
  if (!isNext) return { kind, verb: 'created', after: record, object };
  const isLast = 'archived' in record && record.archived === true;
  return {
    kind,
    verb: isLast ? 'deleted' : 'updated',
    before: versionBefore(kind, object, known),
    after: record,
    object,
  };
};

const changeOf = (write: Write, known: Known, digest: Digest): Change | undefined => {
  if (write.op === 'forget') return { action: 'customer.forgotten', object: write.customerId, data: {} };
  const step = stepOf(write, known);
  const trail = step && trailOf(step.kind);
  if (!step || !trail) return undefined;
  const { before, after, verb, object } = step;
  const changed = changesOf(trail, { ...(before && { before }), ...(after && { after }) }, digest);
  if (!changed && verb === 'updated') return undefined;
  const version = (after ?? before)?.['version'];
  return {
    action: `${trail.noun}.${verb}`,
    object,
    ...(changed && Object.keys(changed.changes).length > 0 ? { changes: changed.changes } : {}),
    data: {
      ...ownersOf(after ?? before ?? {}),
      ...(typeof version === 'number' ? { version } : {}),
      ...(changed && changed.more.length > 0 ? { more: changed.more } : {}),
    },
  };
};

/** One entry for each record that a transaction really changes, in its order. */
export const changesIn = (writes: readonly Write[], known: Known, digest: Digest): readonly Change[] =>
  writes.flatMap((write) => changeOf(write, known, digest) ?? []);
