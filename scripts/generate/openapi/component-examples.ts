const id = (prefix: string): string => `${prefix}_01K5Q8J3M9N4P6R7S8T9V0W1XY`;

const summary = {
  id: id('tkt'),
  number: 'K7-4M2Q9',
  version: 7,
  shopId: 'main',
  kind: 'complaint',
  category: 'complaint.logistics',
  severity: 'severe',
  priority: 'high',
  status: 'open',
  channel: 'web',
  subject: '包裹晚到三天',
  language: 'zh-CN',
  customerId: id('cus'),
  teamId: id('team'),
  teamIds: [id('team')],
  assigneeId: id('usr'),
  ownerId: id('usr'),
  escalationLevel: 1,
  tags: ['late-parcel'],
  createdAt: '2026-03-02T09:00:00.000Z',
  updatedAt: '2026-03-02T11:11:00.000Z',
};

/** Whole examples of components whose members must agree with each other. */
export const componentExamples: Readonly<Record<string, unknown>> = {
  Ticket: {
    ...summary,
    openedBy: 'customer',
    orderIds: [id('ord')],
    triage: { source: 'auto', confidence: 0.83, sentiment: 'negative' },
    sla: {
      policyId: id('pol'),
      policyVersion: 3,
      clocks: [
        {
          target: 'firstResponse',
          state: 'met',
          startedAt: '2026-03-02T09:00:00.000Z',
          dueAt: '2026-03-02T13:00:00.000Z',
          metAt: '2026-03-02T11:11:00.000Z',
          elapsed: 'PT2H11M',
        },
        {
          target: 'resolution',
          state: 'running',
          startedAt: '2026-03-02T09:00:00.000Z',
          warnAt: '2026-03-04T15:00:00.000Z',
          dueAt: '2026-03-05T09:00:00.000Z',
          elapsed: 'PT2H11M',
          remaining: 'PT69H49M',
          remainingWall: 'PT69H49M',
          atRisk: false,
        },
      ],
    },
    firstResponseAt: '2026-03-02T11:11:00.000Z',
    resolvedAt: null,
    closedAt: null,
    reopenCount: 0,
  },
  TicketSummary: {
    ...summary,
    sla: { next: { target: 'resolution', state: 'running', dueAt: '2026-03-05T09:00:00.000Z' } },
  },
  TimelineEvent: {
    id: id('evt'),
    seq: 4,
    type: 'statusChanged',
    at: '2026-03-02T11:11:00.000Z',
    actor: { type: 'user', id: id('usr') },
    data: { from: 'new', to: 'open', reason: '等待物流公司回复' },
  },
};
