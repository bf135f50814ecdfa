import * as z from 'zod';
import type { Instant } from '../kernel/time.ts';

/**
 * Who works on a job. A worker takes the lease with its first write and renews it with each checkpoint, always on the version it read: a
 * worker that slept through its lease finds another version and stops, whatever it believes (a fencing number, Kleppmann 2016).
 */
export const leaseSchema = z.object({ owner: z.string(), until: z.number() });
export type Lease = Readonly<z.infer<typeof leaseSchema>>;

/** So long after its last checkpoint a worker counts as dead. */
export const LEASE_MS = 90_000;

/** Whether somebody else is still at it: then a second delivery of the message leaves the job alone. */
export const isHeld = (lease: Lease | undefined, owner: string, now: Instant): boolean =>
  lease !== undefined && lease.owner !== owner && lease.until > now;

export const leaseFor = (owner: string, now: Instant): Lease => ({ owner, until: now + LEASE_MS });
