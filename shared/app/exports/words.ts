import type { ExportProblem } from '#shared/domain/exports/export.ts';
import type { Language } from '../ports.ts';

/** Why an export failed, for people. */
export const problemTitles: Readonly<Record<ExportProblem, Readonly<Record<Language, string>>>> = {
  rights_changed: {
    en: 'The rights of whoever asked for it have changed',
    'zh-CN': '申请人的权限已变更',
  },
  too_many_rows: { en: 'Too many rows for this format', 'zh-CN': '行数超出该格式的上限' },
  file_too_large: { en: 'The file grew too large for its format', 'zh-CN': '文件超出该格式的大小上限' },
  filter_too_broad: { en: 'The filter touches too much', 'zh-CN': '筛选范围过大' },
  internal_error: { en: 'It could not be made; please try again', 'zh-CN': '生成失败，请重试' },
};
