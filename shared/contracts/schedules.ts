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
} as const;
export type ScheduleId = keyof typeof schedules;
