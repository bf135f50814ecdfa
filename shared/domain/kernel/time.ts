import * as z from 'zod';

/** Milliseconds since the Unix epoch. The domain never asks what time it is; it is told. */
export const instantSchema = z.int().nonnegative();
export type Instant = z.infer<typeof instantSchema>;

export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => minutes(n * 60);
export const days = (n: number): number => hours(n * 24);

/** ISO 8601 in UTC with milliseconds, as it stands in answers, events and keys. */
export const iso = (at: Instant): string => new Date(at).toISOString();

/** As `iso`, for a moment that may be missing. */
export const isoOrNull = (at: Instant | undefined): string | null => (at === undefined ? null : iso(at));
