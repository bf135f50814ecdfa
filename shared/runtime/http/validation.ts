import type * as z from 'zod';
import type { FieldError } from '#shared/domain/kernel/refusal.ts';
import { inChinese } from './chinese.ts';

type Language = 'en' | 'zh-CN';
type Issue = z.core.$ZodIssue;

/** Names that the caller made up are told no longer than this. */
const MAX_STEP = 100;

const stepText = (step: PropertyKey): string =>
  [...String(step).slice(0, MAX_STEP * 2)].slice(0, MAX_STEP).join('').toWellFormed();

/** `lines[0].price` of an issue's path. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number'
        ? `${text}[${step}]`
        : text === ''
          ? stepText(step)
          : `${text}.${stepText(step)}`,
    '',
  );

const typeNames: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  boolean: '布尔值',
  array: '列表',
  object: '对象',
};

const sentence = (issue: Issue, language: Language): { code: string; message: string } => {
  const zh = language === 'zh-CN';
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { code: 'required', message: zh ? '必填' : 'is required' }
        : {
            code: 'wrong_type',
            message: zh
              ? `必须是${typeNames[issue.expected] ?? issue.expected}`
              : `must be ${/^[aio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`,
          };
    case 'invalid_value': {
      if (issue.input === undefined) return { code: 'required', message: zh ? '必填' : 'is required' };
      const values = issue.values.map(String).join(', ');
      return { code: 'not_allowed', message: zh ? `必须是以下之一：${values}` : `must be one of ${values}` };
    }
    case 'too_small':
      return {
        code: 'too_small',
        message: zh ? `不能小于 ${issue.minimum}` : `must be at least ${issue.minimum}${unit(issue.origin)}`,
      };
    case 'too_big':
      return {
        code: 'too_big',
        message: zh ? `不能大于 ${issue.maximum}` : `must be at most ${issue.maximum}${unit(issue.origin)}`,
      };
    default:
      return { code: 'invalid', message: zh ? inChinese(issue.message) : issue.message };
  }
};

const unit = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';

/** So many fields are told of in one answer. */
export const MOST_FIELDS = 20;

/**
 * The broken rules of a schema's issues, in the caller's language: one a field, unknown fields by their names. Never quotes the input. With
 * `most`, no more is looked at once so many fields are told of: a body may have a hundred thousand that nobody knows.
 */
export const fieldErrors = (
  issues: readonly Issue[],
  language: Language,
  most = Number.POSITIVE_INFINITY,
): FieldError[] => {
  const told: FieldError[] = [];
  const fields = new Set<string>();
  for (const error of errorsOf(issues, language, most)) {
    told.push(error);
    if (fields.add(error.path).size >= most) break;
  }
  return told;
};

function* errorsOf(issues: readonly Issue[], language: Language, most: number): Generator<FieldError> {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') yield* unknownFields(issue, language);
    else yield* knownFields(issue, language, most);
  }
}

function* unknownFields(
  { path, keys }: z.core.$ZodIssueUnrecognizedKeys,
  language: Language,
): Generator<FieldError> {
  const message = language === 'zh-CN' ? '未知字段' : 'is not a known field';
  for (const key of keys) yield { path: pathText([...path, key]), code: 'unknown_field', message };
}

const knownFields = (issue: Issue, language: Language, most: number): FieldError[] => {
  const path = pathText(issue.path);
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((branch) => fieldErrors(branch, language, most));
    const best = branches.toSorted((a, b) => a.length - b.length)[0];
    if (best?.length)
      return best.map((error) => ({ ...error, path: error.path === '' ? path : joined(path, error.path) }));
  }
  return [{ path, ...sentence(issue, language) }];
};

const joined = (outer: string, inner: string): string =>
  outer === '' || inner.startsWith('[') ? `${outer}${inner}` : `${outer}.${inner}`;
