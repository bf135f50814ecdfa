import type { Answer } from '#shared/domain/surveys/answer.ts';
import { escapeHtml } from '#shared/domain/surveys/message.ts';
import type { Question, QuestionKey } from '#shared/domain/surveys/template.ts';
import type { PageWords } from './words.ts';

/** What is already chosen when the page opens. */
export type Chosen = Partial<Pick<Answer, 'csat' | 'nps' | 'dimensions' | 'comment'>>;

/** The name of a question's form field (see `surveyAnswerFromForm` of the contract). */
const fieldOf = (key: QuestionKey): string =>
  key === 'csat' || key === 'nps' || key === 'comment' ? key : `dimensions.${key}`;

const chosenOf = (key: QuestionKey, chosen: Chosen): number | undefined => {
  if (key === 'csat') return chosen.csat;
  if (key === 'nps') return chosen.nps;
  return key === 'comment' ? undefined : chosen.dimensions?.[key];
};

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

const scale = ({ key, text }: Question, chosen: Chosen, words: PageWords): string => {
  const field = fieldOf(key);
  const required = key === 'csat';
  const selected = chosenOf(key, chosen);
  const [low, high] = key === 'nps' ? [words.unlikely, words.likely] : [words.worst, words.best];
  const options = range(key === 'nps' ? 0 : 1, key === 'nps' ? 10 : 5).map(
    (n) =>
      `<label><input type="radio" name="${field}" value="${n}"${n === selected ? ' checked' : ''}${required ? ' required' : ''}>${n}</label>`,
  );
  const legend = `${escapeHtml(text)}${required ? ` (${escapeHtml(words.required)})` : ''}`;
  return [
    `<fieldset><legend>${legend}</legend><div class="scale">${options.join('')}</div>`,
    `<p class="ends"><span>${escapeHtml(low)}</span><span>${escapeHtml(high)}</span></p></fieldset>`,
  ].join('');
};

const freeText = ({ text }: Question, chosen: Chosen): string =>
  `<p><label class="words" for="comment">${escapeHtml(text)}</label><textarea id="comment" name="comment" maxlength="1300">${escapeHtml(chosen.comment ?? '')}</textarea></p>`;

/** The questions as a plain form: it works without scripts, by keyboard and with a screen reader. */
export const formOf = (
  questions: readonly Question[],
  chosen: Chosen,
  words: PageWords,
  submit: string,
): string =>
  [
    '<form method="post">',
    ...questions.map((question) =>
      question.key === 'comment' ? freeText(question, chosen) : scale(question, chosen, words),
    ),
    `<p><button type="submit">${escapeHtml(submit)}</button></p></form>`,
  ].join('\n');
