import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Caller, Context, Outcome } from '#shared/app/ports.ts';
import { create, type Write } from '#shared/app/records.ts';
import type { Route } from '#shared/contracts/route.ts';
import type { AuditEvent, AuditNote } from '#shared/domain/audit/audit-event.ts';
import { type Digest, withMac } from '#shared/domain/audit/mac.ts';
import { maskedAddress } from '#shared/domain/audit/source.ts';
import type { RefusalCode } from '#shared/domain/kernel/refusal.ts';
import { type Change, changesIn, type Known } from './changes-trail.ts';

/** What an audit record says of the request that it belongs to. */
export type Told = Pick<AuditEvent, 'requestId' | 'source' | 'route'>;

export const toldOf = (event: APIGatewayProxyEventV2, route: Route, address: string): Told => ({
  requestId: event.requestContext.requestId,
  source: maskedAddress(address),
  route: `${route.method} ${route.path}`,
});

type Recorder = Pick<Context, 'now' | 'newId' | 'caller'> & { readonly digest: Digest };

const actorOf = ({ type, id, role }: Caller): AuditEvent['actor'] => ({
  type,
  id: type === 'visitor' ? maskedAddress(id) : id,
  role,
});

const eventOf = (note: AuditNote | Change, told: Told, context: Recorder): AuditEvent => ({
  id: context.newId('aud'),
  at: context.now,
  actor: actorOf(context.caller),
  result: 'done',
  ...note,
  data: note.data ?? {},
  ...told,
});

/** A record that an operation has made itself, completed with what the edge knows. */
export const completed = (event: AuditEvent, told: Told, digest: Digest): Write =>
  create('audit', withMac({ ...event, ...told }, digest));

const isAudit = (write: Write): write is Extract<Write, { kind: 'audit' }> =>
  'kind' in write && write.kind === 'audit';

/** The writes of an outcome together with the trail they leave: one record for each changed record, and for each note. */
export const withTrail = (
  { writes = [], audit = [] }: Pick<Outcome, 'writes' | 'audit'>,
  told: Told,
  context: Recorder & Known,
): readonly Write[] => [
  ...writes.map((write) => (isAudit(write) ? completed(write.record, told, context.digest) : write)),
  ...[...changesIn(writes, context, context.digest), ...audit].map((note) =>
    completed(eventOf(note, told, context), told, context.digest),
  ),
];

const anId = /^[a-z]{3,5}_[0-9A-Z]{26}$/;

/** The record the request named, or the name of the collection it asked for. */
const objectOf = (event: APIGatewayProxyEventV2, route: Route): string =>
  Object.values(event.pathParameters ?? {}).find((value) => value !== undefined && anId.test(value)) ??
  route.path.split('/')[2] ??
  'api';

/** The record of a "no" to somebody who is known (403). */
export const refusalWrite = (
  code: RefusalCode,
  asked: { readonly event: APIGatewayProxyEventV2; readonly route: Route; readonly told: Told },
  context: Recorder,
): Write => {
  const note = { action: 'request.refused', object: objectOf(asked.event, asked.route), data: { code } };
  const event: AuditEvent = { ...eventOf(note, asked.told, context), result: 'refused' };
  return completed(event, asked.told, context.digest);
};
