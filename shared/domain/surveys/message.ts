import type { SurveyTemplateVersion } from './template.ts';

/** What goes to the customer. It names no case, no order and no person. */
export type SurveyMessage = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly short: string;
};

type Words = {
  readonly invite: string;
  readonly remind: string;
  readonly open: string;
  readonly stars: readonly [string, string, string, string, string];
  readonly quick: string;
  readonly until: (date: string) => string;
};

const words: Readonly<Record<SurveyTemplateVersion['language'], Words>> = {
  'zh-CN': {
    invite: '请评价我们的服务',
    remind: '提醒：请评价我们的服务',
    open: '打开评价页面',
    stars: ['很不满意', '不满意', '一般', '满意', '非常满意'],
    quick: '也可以直接选择：',
    until: (date) => `链接有效期至 ${date}。`,
  },
  en: {
    invite: 'How did we do?',
    remind: 'Reminder: how did we do?',
    open: 'Open the survey',
    stars: ['very dissatisfied', 'dissatisfied', 'neutral', 'satisfied', 'very satisfied'],
    quick: 'Or choose right away:',
    until: (date) => `The link is valid until ${date}.`,
  },
};

/** Text as it stands between tags or in a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * The invitation or the reminder in the template's language. Quick links only pre-select a score on the page: mail scanners open
 * links, so nothing is stored before the form is sent.
 */
export const surveyMessage = (
  template: SurveyTemplateVersion,
  purpose: 'invite' | 'remind',
  link: string,
  lastDay: string,
): SurveyMessage => {
  const w = words[template.language];
  const subject = w[purpose];
  const quick = w.stars
    .map((label, i) => ({ label: `${i + 1} – ${label}`, href: `${link}?csat=${i + 1}` }))
    .reverse();
  const text = [
    template.intro,
    '',
    link,
    '',
    w.quick,
    ...quick.map(({ label, href }) => `${label}: ${href}`),
    '',
    w.until(lastDay),
  ].join('\n');
  const anchor = (href: string, label: string) => `<a href="${escapeHtml(href)}">${escapeHtml(label)}</a>`;
  const html = [
    `<!doctype html><html lang="${template.language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>`,
    `<p>${escapeHtml(template.intro)}</p><p>${anchor(link, w.open)}</p><p>${escapeHtml(w.quick)}</p><ul>`,
    ...quick.map(({ label, href }) => `<li>${anchor(href, label)}</li>`),
    `</ul><p>${escapeHtml(w.until(lastDay))}</p></body></html>`,
  ].join('');
  return { subject, text, html, short: `${subject} ${link}` };
};
