import type { RouteId } from '#shared/contracts/routes.ts';

const id = (prefix: string): string => `${prefix}_01K5Q8J3M9N4P6R7S8T9V0W1XY`;

/** Requests written by hand where the simplest one would teach little. A route that isn't here gets an example made of its schema. */
export const requestExamples: Partial<Record<RouteId, unknown>> = {
  'tickets/create': {
    kind: 'complaint',
    category: 'complaint.logistics',
    severity: 'severe',
    subject: '包裹晚到三天',
    body: '我的包裹晚到了三天，请帮忙查一下。',
    channel: 'web',
    customer: { name: '李明', phone: '+8613812345678' },
    tags: ['late-parcel'],
  },
  'tickets/edit': { severity: 'urgent', tags: ['late-parcel', 'vip'] },
  'tickets/add-message': { visibility: 'public', body: '您好，我们正在联系物流公司。', handled: true },
  'tickets/transition': { to: 'pending', reason: '等待客户确认地址' },
  'tickets/assign': { teamId: id('team'), auto: true },
  'tickets/escalate': { level: 1, reason: '客户要求主管处理' },
  'tickets/acknowledge': { reason: '我来处理' },
  'tickets/add-task': { type: 'callBack', title: '给客户回电', dueAt: '2026-03-03T09:00:00.000Z' },
  'tickets/edit-task': { status: 'done', result: '客户已收到包裹' },
  'tickets/create-view': { name: '我的严重投诉', query: { status: 'open,pending', severity: 'severe' } },
  'tickets/edit-view': { name: '严重投诉' },
  'customers/create-customer': {
    name: '李明',
    phones: ['+8613812345678'],
    emails: ['liming@example.com'],
    addresses: [
      { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区', line: '文三路 1 号' },
    ],
    externalIds: [{ id: 'shop-customer-1042' }],
    tags: ['vip'],
  },
  'customers/update-customer': { preferredChannel: 'email', tags: null },
  'people/update-me': { presence: 'online' },
  'people/update-user': { capacity: 12, skills: ['logistics'] },
  'settings/update-settings': { reopenWindow: 'P14D', rateLimits: { public: 30 } },
  'surveys/create-template': {
    name: '投诉回访',
    kind: 'complaint',
    language: 'zh-CN',
    intro: '请为本次服务打分。',
    thanks: '感谢您的反馈！',
    questions: [
      { key: 'csat', text: '您对本次服务满意吗？' },
      { key: 'comment', text: '还有什么想告诉我们的？' },
    ],
  },
  'public/answer-survey': { csat: 5, nps: 9, dimensions: { responseSpeed: 5 }, comment: '处理得很快' },
};
