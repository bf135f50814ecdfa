import { sameText } from '../kernel/same-text.ts';
import type { AuditEvent } from './audit-event.ts';
import { canonicalJson } from './canonical.ts';

/** Keyed digest for a purpose; the domain doesn't know the key. */
export type Digest = (purpose: string, value: string) => string;

const macOf = ({ mac: _, ...event }: AuditEvent, digest: Digest): string =>
  digest('audit-record', canonicalJson(event));

/** The record with its keyed digest: from now on nobody without the key can change it unseen. */
export const withMac = (event: AuditEvent, digest: Digest): AuditEvent => ({
  ...event,
  mac: macOf(event, digest),
});

/** Whether the record is as it was written. One from before records had digests counts as whole: its seal tells. */
export const isWhole = (event: AuditEvent, digest: Digest): boolean =>
  event.mac === undefined || sameText(macOf(event, digest), event.mac);
