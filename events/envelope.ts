import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';

/** Where a fact is said: a ticket's timeline, at this place. */
const place = { ticketId: idSchema('tkt'), seq: z.int().positive() };

type Said<Shape> = { readonly when: string; readonly version?: number; readonly data: Shape };

/**
 * Declares one published fact of a case. `type` is its address on the bus (`detail-type`); a change that would break a consumer gets another type,
 * `version` counts the harmless ones. `data` is a promise: ids, words, numbers and instants, never what people wrote or who they are.
 */
export const defineEvent = <const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  { data, ...said }: Said<Shape>,
) => defineFact(type, { ...said, data: { ...place, ...data } });

/** As `defineEvent`, for a fact that no timeline tells. */
export const defineFact = <const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  { when, version = 1, data }: Said<Shape>,
) => ({
  type,
  version,
  /** When it is published, in one sentence. */
  when,
  schema: z.strictObject({
    id: idSchema('evt'),
    type: z.literal(type),
    /** When it happened; for `ticket.slaWarning` and `ticket.slaBreached` the instant the deadline says. */
    timestamp: z.iso.datetime({ precision: 3 }),
    data: z.strictObject(data),
  }),
});

export type EventDefinition = {
  readonly type: string;
  readonly version: number;
  readonly when: string;
  readonly schema: z.ZodType;
};
export type EventOf<Definition extends { readonly schema: z.ZodType }> = z.output<Definition['schema']>;
