type Sentences = Readonly<Record<string, string>>;

/** Why the state of a record does not allow what was asked, by the `status` that the refusal names. */
const en: Sentences = {
  archived: 'The customer is archived. Make them active first.',
  erased: 'The customer has been erased.',
  merged: 'The customer’s record was merged into another one. Name that one.',
  notMerged: 'These two records are not merged.',
  laterMerge: 'The record was merged again later. Undo the later merge first.',
  tooManyMerged: 'The person already has as many merged records as one may have.',
  legalHold: 'The customer’s records are under a legal hold. Lift it first.',
  closed: 'The ticket is closed.',
  resolved: 'The ticket is resolved.',
};

/** The same in Simplified Chinese. */
const zh: Sentences = {
  archived: '该客户已归档，请先恢复。',
  erased: '该客户的数据已删除。',
  merged: '该客户记录已并入另一条记录，请使用那一条。',
  notMerged: '这两条记录没有合并。',
  laterMerge: '该记录之后又被合并，请先撤销后一次合并。',
  tooManyMerged: '该客户的合并记录已达上限。',
  legalHold: '该客户的数据处于依法保留中，请先解除。',
  closed: '工单已关闭。',
  resolved: '工单已解决。',
};

/** The sentence for a status; `undefined` for one that has none. */
export const conflictDetail = (status: unknown, language: 'en' | 'zh-CN'): string | undefined => {
  const sentences = language === 'zh-CN' ? zh : en;
  return typeof status === 'string' && Object.hasOwn(sentences, status) ? sentences[status] : undefined;
};
