import { describe, expect, it } from 'vitest';
import type { Block } from '#shared/domain/documents/blocks.ts';
import { caseBlocks } from '#shared/domain/documents/case-document.ts';
import type { CaseFile } from '#shared/domain/documents/case-file.ts';
import { exportHead } from '#shared/domain/documents/export-head.ts';
import { documentFields, isAboutCases } from '#shared/domain/documents/kind.ts';
import { localTimeIn } from '#shared/domain/documents/local-time.ts';
import { wordOf } from '#shared/domain/documents/words.ts';
import { columnNames, columnsOf } from '#shared/domain/exports/columns/index.ts';
import { exportResourceSchema } from '#shared/domain/exports/values.ts';
import { eventTypeSchema } from '#shared/domain/tickets/event.ts';

const at = Date.UTC(2026, 2, 2, 9);
const file: CaseFile = {
  number: 'K7-4M2Q9',
  subject: '包裹还没到',
  status: 'onHold',
  kind: 'complaint',
  category: 'complaint.logistics',
  severity: 'severe',
  priority: 'high',
  channel: 'web',
  escalationLevel: 1,
  reopenCount: 0,
  tags: [],
  orders: ['ord_1'],
  customer: '李**',
  team: 'Service',
  assignee: '',
  owner: 'Agent One',
  createdAt: at,
  clocks: [
    {
      target: 'firstResponse',
      state: 'met',
      startedAt: at,
      dueAt: at + 1,
      metAt: at,
      elapsed: 'PT2H11M5.123S',
    },
  ],
  messages: [
    { at, author: '李**', internal: false, edited: false, body: '在哪里？' },
    { at, author: 'Agent One', internal: true, edited: true, body: 'ask the depot' },
  ],
  timeline: [
    {
      seq: 1,
      at,
      type: 'assigned',
      actor: 'system',
      data: { assigneeId: 'usr_01K00000000000000000000001', messageId: 'msg_1', teamId: 'team_service' },
    },
    {
      seq: 2,
      at,
      type: 'slaWarning',
      actor: 'system',
      data: { target: 'resolution', detectedAt: '2026-03-02T09:00:00.000Z', nested: { a: 1 } },
    },
  ],
  surveys: [{ status: 'answered', csat: 2, comment: '太慢' }],
  isCut: true,
};
const reading = {
  language: 'zh-CN' as const,
  localTime: localTimeIn('Asia/Shanghai'),
  nameOf: (id: string) =>
    ({ usr_01K00000000000000000000001: 'Agent One', team_service: 'Service' })[id] ?? id,
};
const textOf = (blocks: readonly Block[]): string => JSON.stringify(blocks);

describe('the document of a case', () => {
  const blocks = caseBlocks(file, reading);

  it('begins a chapter, and tells what is there and nothing that is not', () => {
    expect(blocks[0]).toEqual({ kind: 'chapter', title: '工单 K7-4M2Q9 · 包裹还没到' });
    const facts = blocks.find((block) => block.kind === 'facts')?.facts ?? [];
    expect(facts).toContainEqual({ label: '状态', value: '等待第三方' });
    expect(facts).toContainEqual({ label: '创建时间', value: '2026-03-02 17:00:00' });
    expect(facts.map(({ label }) => label)).not.toContain('处理人');
    expect(facts.map(({ label }) => label)).not.toContain('重开次数');
  });
  it('tells deadlines with due, met and used time', () => {
    expect(blocks).toContainEqual({
      kind: 'row',
      cells: [
        '首次响应',
        '已达成',
        '2026-03-02 17:00:00',
        '2026-03-02 17:00:00',
        '2026-03-02 17:00:00',
        '2h 11m 5s',
      ],
    });
  });
  it('sets internal notes apart', () => {
    expect(blocks).toContainEqual({
      kind: 'message',
      head: '2026-03-02 17:00:00 · Agent One · 内部备注 · 已编辑',
      text: 'ask the depot',
      internal: true,
    });
  });
  it('names people in the timeline, and leaves out ids that say nothing', () => {
    expect(textOf(blocks)).toContain('处理人: Agent One; 团队: Service');
    expect(textOf(blocks)).toContain('目标: 解决; 发现时间: 2026-03-02 17:00:00');
    expect(textOf(blocks)).not.toContain('msg_1');
  });
  it('says that there is more where it is cut', () => {
    expect(blocks.at(-1)?.kind).toBe('text');
    expect(caseBlocks({ ...file, isCut: false }, reading).at(-1)?.kind).toBe('facts');
  });
  it('has no conversation for whoever may read none', () => {
    const { messages: _, ...rest } = file;
    expect(textOf(caseBlocks(rest, reading))).not.toContain('对话');
    expect(textOf(caseBlocks({ ...file, messages: [] }, reading))).toContain('没有消息');
  });
  it('knows a Chinese word for every kind of event', () => {
    expect(eventTypeSchema.options.filter((type) => wordOf(type, 'zh-CN') === type)).toEqual([]);
  });
});

describe('the head of an export on paper', () => {
  const about = {
    id: 'exp_1',
    resource: 'surveyResponses',
    language: 'en' as const,
    timeZone: 'Asia/Shanghai',
    localTime: reading.localTime,
    maker: { id: 'usr_1', name: 'Ann' },
    madeAt: at,
    filter: { status: ['open', 'onHold'], answeredAfter: at, q: 'sealed' },
  };
  it('tells the filter, but nothing of what was searched for', () => {
    const { facts, title } = exportHead(about, { paper: 'portrait' });
    expect(title).toBe('Survey responses');
    expect(facts[0]?.value).toBe('status: open, on hold; answered after: 2026-03-02 17:00:00; q: …');
    expect(exportHead({ ...about, filter: {} }, { paper: 'portrait' }).facts[0]?.value).toBe('none');
  });
  it('names its maker at the foot of every page', () => {
    expect(exportHead(about, { paper: 'portrait' }).foot).toBe('Ann (usr_1) · 2026-03-02 17:00:00 · exp_1');
  });
});

describe('columns on paper', () => {
  it('are those that were asked for, or the usual ones, which every resource has', () => {
    for (const resource of exportResourceSchema.options) {
      const usual = documentFields({ resource, fields: [...columnNames(resource)] });
      expect(usual.length).toBeLessThan(13);
      expect(columnsOf(resource, usual)).toHaveLength(usual.length);
      expect(documentFields({ resource, fields: ['id'] })).toEqual(['id']);
    }
  });
  it('turn cases into a table only when some were chosen', () => {
    expect(isAboutCases({ resource: 'tickets', fields: [...columnNames('tickets')] })).toBe(true);
    expect(isAboutCases({ resource: 'tickets', fields: ['number'] })).toBe(false);
    expect(isAboutCases({ resource: 'orders', fields: [...columnNames('orders')] })).toBe(false);
  });
});
