import type { SurveyLanguage } from '#shared/domain/surveys/values.ts';

/** The fixed words of the page, next to a template's own. */
export type PageWords = {
  readonly title: string;
  readonly send: string;
  readonly amend: string;
  readonly worst: string;
  readonly best: string;
  readonly unlikely: string;
  readonly likely: string;
  readonly required: string;
  readonly until: (when: string) => string;
  readonly answered: string;
  readonly locked: string;
  readonly back: string;
};

export const pageWords: Readonly<Record<SurveyLanguage, PageWords>> = {
  'zh-CN': {
    title: '服务评价',
    send: '提交评价',
    amend: '修改评价',
    worst: '很不满意',
    best: '非常满意',
    unlikely: '完全不可能',
    likely: '非常可能',
    required: '必填',
    until: (when) => `${when} 之前可以修改。`,
    answered: '您已提交评价，可以在下面修改。',
    locked: '您的评价已提交，不能再修改。',
    back: '返回评价页面',
  },
  en: {
    title: 'Rate our service',
    send: 'Send',
    amend: 'Change my answer',
    worst: 'very dissatisfied',
    best: 'very satisfied',
    unlikely: 'not at all likely',
    likely: 'extremely likely',
    required: 'required',
    until: (when) => `You can change it until ${when}.`,
    answered: 'You have answered already; you can change your answer below.',
    locked: 'Your answer is final now.',
    back: 'Back to the survey',
  },
};
