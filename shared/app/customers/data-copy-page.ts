import { escapeHtml } from '#shared/domain/surveys/message.ts';
import type { Language } from '../ports.ts';
import { type Page, pageOf } from '../surveys/page/html.ts';
import type { DataCopy } from './data-copy.ts';

const words = {
  en: {
    title: 'Your data',
    made: 'Made at',
    record: 'Record',
    consents: 'Consents',
    notes: 'Notes',
    orders: 'Orders',
    surveys: 'Surveys',
    grades: 'Grades',
    reads: 'Who read the record',
    cases: 'Cases',
    cut: 'Too long for one page, and cut here',
    more: 'Further cases follow on the next page',
    none: 'None',
  },
  'zh-CN': {
    title: '您的数据',
    made: '生成时间',
    record: '资料',
    consents: '同意记录',
    notes: '备注',
    orders: '订单',
    surveys: '调查',
    grades: '等级',
    reads: '查阅记录',
    cases: '工单',
    cut: '内容过长，此处未列全',
    more: '其余工单见下一页',
    none: '无',
  },
} as const;

const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value))
    return value.length === 0 ? '–' : `<ul>${value.map((each) => `<li>${shown(each)}</li>`).join('')}</ul>`;
  if (typeof value === 'object') return fields(value);
  return escapeHtml(String(value));
};

const fields = (value: object): string =>
  `<dl>${Object.entries(value)
    .map(([name, each]) => `<dt>${escapeHtml(name)}</dt><dd>${shown(each)}</dd>`)
    .join('')}</dl>`;

const section = (title: string, value: unknown, none: string): string => {
  const empty = Array.isArray(value) && value.length === 0;
  return `<section><h2>${escapeHtml(title)}</h2>${empty ? `<p>${escapeHtml(none)}</p>` : shown(value)}</section>`;
};

/** A copy of somebody's data as a page for people: every value is text, nothing in it is markup. */
export const dataCopyPage = (copy: DataCopy, language: Language): Page => {
  const w = words[language];
  const parts = ['record', 'consents', 'notes', 'orders', 'surveys', 'grades', 'reads'] as const;
  const main = [
    `<p>${escapeHtml(w.made)} ${escapeHtml(copy.generatedAt)}</p>`,
    ...parts.flatMap((part) => (copy[part] === undefined ? [] : [section(w[part], copy[part], w.none)])),
    section(w.cases, copy.cases, w.none),
    ...(copy.cut.length > 0 ? [`<p>${escapeHtml(w.cut)}: ${escapeHtml(copy.cut.join(', '))}</p>`] : []),
    ...(copy.nextCursor === undefined
      ? []
      : [`<p><a href="?cursor=${encodeURIComponent(copy.nextCursor)}">${escapeHtml(w.more)}</a></p>`]),
  ];
  return pageOf(language, w.title, main.join('\n'));
};
