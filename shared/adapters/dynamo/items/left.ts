import { maskText } from '#shared/domain/customers/mask-text.ts';

/** Free text that others than its reader's case may show: its masked form stays, so that only texts with numbers in them are sealed. */
export const maskedText = (value: unknown): unknown => (typeof value === 'string' ? maskText(value) : value);

/** A text of which nothing may stay. */
export const noText = (): string => '';

/** A list of which nothing may stay. */
export const noItems = (): readonly never[] => [];

/** A field that is gone with its key. */
export const nothing = (): undefined => undefined;
