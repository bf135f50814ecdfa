import * as z from 'zod';
import { changeActionSchema, changeEntitySchema } from '#shared/domain/changes/change.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineRoutes } from './route.ts';
import { instantOut, nothing, pageQuery } from './words.ts';

const changeView = z.object({
  /** The same for the same change, however often it comes. */
  id: idSchema('evt'),
  /** When it was noted: the order of the feed. */
  at: instantOut,
  entity: changeEntitySchema,
  entityId: z.string(),
  parentId: z.string().optional(),
  action: changeActionSchema,
  version: z.int().positive().optional(),
  href: z.string().optional(),
});

/** What changed, for systems that keep a copy. */
export const changeRoutes = defineRoutes({
  'webhooks/list-changes': {
    method: 'GET',
    path: '/v1/changes',
    summary:
      'What changed, oldest first: each change at least once, of one record in order, 30 days back; go on with `after`',
    permission: 'changes.read',
    perMinute: 60,
    params: nothing,
    query: z.strictObject({
      ...pageQuery,
      /** Where an earlier answer ended (`after`); without it the oldest change that is kept. */
      after: z.string().min(1).optional(),
      entity: changeEntitySchema.optional(),
    }),
    body: undefined,
    success: [200],
    response: z.object({
      items: z.array(changeView),
      /** Present while there is more at this moment. */
      nextCursor: z.string().optional(),
      /** Where to go on, now or later; good for 30 days. */
      after: z.string(),
      endOfStream: z.boolean(),
      /** How far the feed is behind the clock. */
      lag: z.literal('PT5S'),
      /** Everything up to this instant has been told once `endOfStream` is true. */
      upTo: instantOut,
    }),
    refusals: ['invalid_cursor', 'cursor_expired', 'too_many_requests'],
  },
});
