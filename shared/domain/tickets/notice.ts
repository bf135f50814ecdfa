import { iso } from '../kernel/time.ts';
import type { TicketEvent } from './event.ts';
import type { Ticket } from './ticket.ts';

/** What a member of staff is told, in words; the customer's words are not in it. */
export type Notice = { readonly subject: string; readonly text: string };

const levels = { en: ['agent', 'department', 'management'], 'zh-CN': ['客服', '部门', '管理层'] } as const;
const targets: Readonly<Record<string, { en: string; 'zh-CN': string }>> = {
  firstResponse: { en: 'first response', 'zh-CN': '首次响应' },
  nextResponse: { en: 'next response', 'zh-CN': '后续响应' },
  initialHandling: { en: 'initial handling', 'zh-CN': '初步处理' },
  resolution: { en: 'resolution', 'zh-CN': '解决' },
};

type Language = 'en' | 'zh-CN';

const targetName = (event: TicketEvent, language: Language): string =>
  targets[String(event.data['target'])]?.[language] ?? '';
const levelName = (level: unknown, language: Language): string =>
  levels[language][Number(level)] ?? String(level);

const headline = (event: TicketEvent, ticket: Ticket, language: Language): string => {
  const { number } = ticket;
  const zh = language === 'zh-CN';
  const target = targetName(event, language);
  switch (event.type) {
    case 'slaWarning':
      return zh ? `工单 ${number}：${target}即将到期` : `Ticket ${number}: ${target} is due soon`;
    case 'slaBreached':
      return zh ? `工单 ${number}：${target}已超期` : `Ticket ${number}: ${target} is overdue`;
    case 'taskAdded':
      return zh ? `工单 ${number}：您有新的任务` : `Ticket ${number}: a task for you`;
    default: {
      const level = levelName(event.data['level'] ?? event.data['escalationLevel'], language);
      return zh ? `工单 ${number} 已升级至${level}` : `Ticket ${number} is now with ${level}`;
    }
  }
};

/** The notice of one fact of a case, in the organisation's language, with the way to the case. Instants in UTC. */
export const noticeOf = (
  event: TicketEvent,
  ticket: Ticket,
  language: Language,
  publicUrl: string,
): Notice => {
  const subject = headline(event, ticket, language);
  const zh = language === 'zh-CN';
  const facts = [
    `${zh ? '类型' : 'Kind'}: ${ticket.category}, ${ticket.severity}, ${ticket.priority}`,
    `${zh ? '状态' : 'Status'}: ${ticket.status}`,
    `${zh ? '时间' : 'At'}: ${iso(event.at)}`,
    `${publicUrl}/v1/tickets/${ticket.id}`,
  ];
  return { subject, text: [subject, '', ...facts].join('\n') };
};
