import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { streamIdSchema, webhookEventTypeSchema } from '#shared/domain/webhooks/values.ts';

/** Below it a function has a share of a processor only (AWS, Configure Lambda function memory): slices that read files are bound by it. */
const WHOLE_PROCESSOR_MB = 1769;

/**
 * Every queue of the product: what a message looks like, how hard we try, and what people notice when messages give up. Messages hold ids
 * only, never personal data. A queue's key is the path of its worker: `functions/workers/<key>.ts`. Each has a dead-letter queue `<key>-dlq`.
 */
export const queues = {
  'ticket-escalations': {
    /** The ticket has a timer that fell due: warn, breach, escalate, or close after the reopen window. The worker decides from the ticket itself. */
    message: z.strictObject({ ticketId: idSchema('tkt'), timerAt: z.iso.datetime({ precision: 3 }) }),
    timeoutSeconds: 30,
    batchSize: 10,
    maxReceives: 5,
    maxConcurrency: 10,
    impact: 'tickets are not warned about, escalated or closed in time',
  },
  'survey-dispatch': {
    /** The survey has something to do: send, remind or expire. The worker decides from the survey itself. */
    message: z.strictObject({ surveyId: idSchema('svy'), timerAt: z.iso.datetime({ precision: 3 }) }),
    timeoutSeconds: 30,
    batchSize: 10,
    maxReceives: 5,
    maxConcurrency: 10,
    impact: 'customers get no survey after their case',
  },
  notifications: {
    /** An event of the product that people are told of; the worker reads what it needs by these ids. */
    message: z.object({
      type: z.string().min(1),
      data: z.object({ ticketId: idSchema('tkt'), seq: z.int().positive() }),
    }),
    timeoutSeconds: 30,
    batchSize: 10,
    maxReceives: 5,
    maxConcurrency: 5,
    impact: 'staff are not told of warnings, breaches and escalations',
  },
  'customer-work': {
    /** The customer has something due: an erasure to go on with, a grade to work out, data to look at. The worker decides from the record itself. */
    message: z.strictObject({
      type: z.literal('review'),
      customerId: idSchema('cus'),
      timerAt: z.iso.datetime({ precision: 3 }),
      /** Their worth is not what their orders say: it is counted again, whether anything is due or not. */
      recount: z.literal(true).optional(),
    }),
    timeoutSeconds: 60,
    batchSize: 5,
    maxReceives: 5,
    maxConcurrency: 5,
    impact: 'erasures stand still, grades and reminders are late',
  },
  exports: {
    /** An export is to be made, gone on with, or cleared away. */
    message: z.strictObject({ exportId: idSchema('exp') }),
    timeoutSeconds: 120,
    batchSize: 1,
    maxReceives: 5,
    maxConcurrency: 5,
    impact: 'exports are not made',
  },
  documents: {
    /** An export is to be made as a document: read by people, page by page. */
    message: z.strictObject({ exportId: idSchema('exp') }),
    timeoutSeconds: 120,
    batchSize: 1,
    maxReceives: 5,
    maxConcurrency: 3,
    impact: 'exports as PDF are not made',
  },
  imports: {
    /** The file of an import has come, or an import goes on. Of created objects the storage tells in two spellings; other objects concern nobody. */
    message: z.union([
      z.strictObject({ importId: idSchema('imp') }),
      z.object({ object: z.object({ key: z.string() }) }),
      z.object({ Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })) }),
    ]),
    timeoutSeconds: 120,
    memoryMb: WHOLE_PROCESSOR_MB,
    batchSize: 1,
    maxReceives: 5,
    maxConcurrency: 5,
    impact: 'files that were handed in are not taken',
  },
  'webhook-deliveries': {
    /** A fact from the bus that webhooks may be told of, one object that has something to be sent again, or a webhook as a whole that has work to be done. */
    message: z.union([
      z.strictObject({
        type: z.literal('webhook.stream'),
        hookId: idSchema('hook'),
        streamId: streamIdSchema,
      }),
      z.strictObject({ type: z.literal('webhook.work'), hookId: idSchema('hook') }),
      z.object({
        id: idSchema('evt'),
        type: webhookEventTypeSchema,
        timestamp: z.iso.datetime({ precision: 3 }),
        data: z.record(z.string(), z.unknown()),
      }),
    ]),
    timeoutSeconds: 120,
    batchSize: 5,
    maxReceives: 5,
    /** Also how many calls a receiver sees at once: each environment makes one of a webhook's at a time. */
    maxConcurrency: 5,
    impact: "other systems are not told of facts, until the webhook's next event or replay",
  },
  snapshots: {
    /** A snapshot has something left to do: the worker decides from its record. */
    message: z.strictObject({ type: z.literal('advance'), snapshotId: idSchema('snap') }),
    timeoutSeconds: 120,
    memoryMb: WHOLE_PROCESSOR_MB,
    batchSize: 1,
    maxReceives: 5,
    maxConcurrency: 2,
    impact: 'snapshots are not taken or not verified',
  },
  restores: {
    /** A restore has something left to do: the worker decides from its record. */
    message: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('restore'), restoreId: idSchema('rst') }),
      /** Older items are to be brought to the present versions of their shapes; `anew` after a restore. */
      z.strictObject({ type: z.literal('upgrade'), anew: z.boolean() }),
    ]),
    timeoutSeconds: 120,
    memoryMb: WHOLE_PROCESSOR_MB,
    batchSize: 1,
    maxReceives: 5,
    maxConcurrency: 2,
    impact: 'what a snapshot holds is not put back',
  },
} as const;
export type QueueId = keyof typeof queues;

/** Memory of a queue's worker, where it is another than most have; with it goes the share of a processor. */
export const memoryOf = (queue: (typeof queues)[QueueId]): number | undefined =>
  'memoryMb' in queue ? queue.memoryMb : undefined;

/** Visible to a worker again after this time: at least six times its timeout (AWS, Using Lambda with SQS). */
export const visibilitySeconds = (queue: { readonly timeoutSeconds: number }): number =>
  queue.timeoutSeconds * 6;
