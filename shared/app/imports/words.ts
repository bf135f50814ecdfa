import type { ImportProblemCode } from '#shared/domain/imports/import.ts';
import type { Language } from '../ports.ts';

/** Why a file was not taken, in English and Chinese. */
const sentences: Readonly<Record<ImportProblemCode, readonly [en: string, zh: string]>> = {
  cancelled: ['The import was called off.', '导入已取消。'],
  file_changed: ['Another file was put in its place while it was read.', '读取期间文件被替换。'],
  wrong_format: ['The file is not of the format that was announced.', '文件与声明的格式不符。'],
  too_large: [
    'The file is too large: at most 200 MB, as XLSX 50 MB and 100 MB once unpacked.',
    '文件过大：最大 200 MB，XLSX 最大 50 MB，解压后最大 100 MB。',
  ],
  too_many_rows: ['The file has more than 1,000,000 rows.', '文件超过 1,000,000 行。'],
  too_many_columns: ['The file has more than 200 columns.', '文件超过 200 列。'],
  too_many_cells: ['The file has more than 1,000,000 cells.', '文件超过 1,000,000 个单元格。'],
  no_rows: ['The file has no rows of data.', '文件没有数据行。'],
  no_header: [
    'The first line names no field: it must name the columns.',
    '首行没有任何字段名：首行必须是列名。',
  ],
  missing_column: [
    'A column is missing: one of the mapping, or the one that tells rows apart.',
    '缺少列：映射中的列，或用于区分各行的列。',
  ],
  duplicate_column: ['A field has two columns.', '同一字段对应了两列。'],
  unknown_column: [
    'A column is no field of this resource. Correct its name, or name the columns to take in a mapping.',
    '存在未知的列。请更正列名，或用映射指明要导入的列。',
  ],
  unreadable: [
    'The file breaks off in a quoted field or in a damaged part, so that its rows cannot be told apart.',
    '文件在引号内的字段或损坏处中断，无法区分各行。',
  ],
  unsafe_archive: [
    'The workbook has parts that are not taken: encryption, macros, nested or overlapping archives, document types.',
    '工作簿包含不接受的内容：加密、宏、嵌套或重叠的压缩包、文档类型声明。',
  ],
};

export const problemSentence = (code: ImportProblemCode, language: Language): string =>
  sentences[code][language === 'zh-CN' ? 1 : 0];
