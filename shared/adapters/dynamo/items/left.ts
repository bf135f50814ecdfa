import { maskText } from '#shared/domain/customers/mask-text.ts';

/** A text that lists show: its masked form stays, so that only texts with numbers in them are sealed. */
export const maskedText = (value: unknown): unknown => (typeof value === 'string' ? maskText(value) : value);

/** Entries with a reason in somebody's own words: what is counted stays, the words do not. */
export const withoutReasons = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(({ reason: _, ...entry }: Readonly<Record<string, unknown>>) => entry)
    : value;

/** A text of which nothing may stay. */
export const noText = (): string => '';

/** Reasons of the system itself stay; of what a person wrote nothing does. */
export const systemText = (value: unknown, { actor }: Readonly<Record<string, unknown>>): unknown =>
  (actor as { readonly type?: unknown } | undefined)?.type === 'system' ? value : '';

/** A list of which nothing may stay. */
export const noItems = (): readonly never[] => [];

/** A field that is gone with its key. */
export const nothing = (): undefined => undefined;
