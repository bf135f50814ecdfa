import type { Question, SurveyTemplateVersion, TemplateKind } from './template.ts';
import type { Dimension, SurveyLanguage } from './values.ts';

type Words = {
  readonly name: string;
  readonly intro: string;
  readonly thanks: string;
  readonly csat: string;
  readonly nps: string;
  readonly comment: string;
  readonly dimensions: Readonly<Record<Dimension, string>>;
};

const words: Readonly<Record<SurveyLanguage, Words>> = {
  'zh-CN': {
    name: '服务满意度',
    intro: '您的问题已处理完毕，请花一分钟评价我们的服务。',
    thanks: '感谢您的评价！',
    csat: '您对本次服务总体满意吗？',
    nps: '您有多大可能向朋友或同事推荐我们？',
    comment: '还有什么想告诉我们的？',
    dimensions: {
      responseSpeed: '响应速度',
      serviceQuality: '服务质量',
      informationAccuracy: '商品信息的准确性',
      afterSales: '售后服务',
      product: '商品',
      logistics: '物流配送',
    },
  },
  en: {
    name: 'Satisfaction with our service',
    intro: 'Your case has been resolved. Please take a minute to rate our service.',
    thanks: 'Thank you for your feedback!',
    csat: 'How satisfied are you with our service overall?',
    nps: 'How likely are you to recommend us to a friend or colleague?',
    comment: 'Is there anything else you would like to tell us?',
    dimensions: {
      responseSpeed: 'Speed of response',
      serviceQuality: 'Quality of service',
      informationAccuracy: 'Accuracy of product information',
      afterSales: 'After-sales service',
      product: 'Product',
      logistics: 'Delivery',
    },
  },
};

/** Which dimensions a kind of case is asked about: only what the customer can have seen of it. */
const asked: Readonly<Record<TemplateKind, readonly Dimension[]>> = {
  any: ['responseSpeed', 'serviceQuality'],
  consultation: ['responseSpeed', 'serviceQuality', 'informationAccuracy'],
  complaint: ['responseSpeed', 'serviceQuality', 'afterSales'],
  return: ['responseSpeed', 'serviceQuality', 'afterSales', 'logistics'],
  exchange: ['responseSpeed', 'serviceQuality', 'afterSales', 'product', 'logistics'],
  productIssue: ['responseSpeed', 'serviceQuality', 'afterSales', 'product'],
};

const kinds: readonly TemplateKind[] = [
  'any',
  'consultation',
  'complaint',
  'return',
  'exchange',
  'productIssue',
];
const languages: readonly SurveyLanguage[] = ['zh-CN', 'en'];

const questionsFor = (kind: TemplateKind, { csat, nps, comment, dimensions }: Words): Question[] => [
  { key: 'csat', text: csat },
  ...asked[kind].map((key) => ({ key, text: dimensions[key] })),
  { key: 'nps', text: nps },
  { key: 'comment', text: comment },
];

/**
 * The templates that are there before anybody writes one: every kind in both languages, version 1, under fixed ids. They are
 * not stored; an edit stores version 2 under the same id, which then stands in for the shipped one.
 */
export const shippedTemplates: readonly SurveyTemplateVersion[] = languages.flatMap((language, l) =>
  kinds.map((kind, k) => ({
    id: `tpl_000000000000000000000000${l + 1}${k + 1}`,
    version: 1,
    name: words[language].name,
    kind,
    language,
    intro: words[language].intro,
    thanks: words[language].thanks,
    questions: questionsFor(kind, words[language]),
    archived: false,
    createdAt: 0,
    updatedAt: 0,
    updatedBy: 'system',
  })),
);
