/** Every schedule: when it fires (EventBridge Scheduler expression, UTC) and for how long a late firing still makes sense. Its key is the path of its handler: `functions/schedules/<key>.ts`. */
export const schedules = {
  'sla-sweep': {
    expression: 'rate(1 minute)',
    timeoutSeconds: 55,
    memoryMb: 512,
    /** A sweep that is a period late is dropped: the next one covers it. */
    maxAgeSeconds: 60,
    sendsTo: ['ticket-escalations'],
    impact: 'no ticket is warned about or escalated',
  },
  'survey-due': {
    expression: 'rate(1 minute)',
    timeoutSeconds: 55,
    memoryMb: 512,
    maxAgeSeconds: 60,
    sendsTo: ['survey-dispatch'],
    impact: 'no survey is sent, reminded or expired',
  },
  'audit-seal': {
    expression: 'cron(5 * * * ? *)',
    timeoutSeconds: 120,
    memoryMb: 1024,
    /** What one run misses the next one seals. */
    maxAgeSeconds: 1800,
    sendsTo: [],
    impact: 'the audit trail is not sealed, or somebody has changed it',
  },
  'customer-review': {
    /** Erasures wait for it, so it comes often; what isn't due costs nothing. */
    expression: 'rate(5 minutes)',
    timeoutSeconds: 120,
    memoryMb: 512,
    /** What one run misses the next one does. */
    maxAgeSeconds: 300,
    sendsTo: ['customer-work'],
    impact: 'grades that time alone changes stay as they were, erasures and reminders stand still',
  },
  'webhook-due': {
    /** Tries that come sooner are waited for in the queue. */
    expression: 'rate(5 minutes)',
    timeoutSeconds: 60,
    memoryMb: 512,
    maxAgeSeconds: 300,
    sendsTo: ['webhook-deliveries'],
    impact: 'webhooks that failed for long are not tried again',
  },
  'snapshot-full': {
    expression: 'cron(20 1 * * ? *)',
    timeoutSeconds: 30,
    memoryMb: 512,
    /** One for each day: a firing that comes late on the same day still takes it. */
    maxAgeSeconds: 3600,
    sendsTo: ['snapshots'],
    impact: 'there is no new full snapshot',
  },
  'snapshot-incremental': {
    expression: 'cron(50 * * * ? *)',
    timeoutSeconds: 30,
    memoryMb: 512,
    /** The next hour's continues where the last one ended. */
    maxAgeSeconds: 1800,
    sendsTo: ['snapshots'],
    impact: 'what was written since the last snapshot would be lost with the table, or a snapshot is bad',
  },
} as const;
export type ScheduleId = keyof typeof schedules;

/** Schedules that sweep every minute: watched by their own metrics, which say how far they came. The others ring when a run fails. */
export const sweepIds = (Object.keys(schedules) as ScheduleId[]).filter(
  (id) => schedules[id].expression === 'rate(1 minute)',
);
