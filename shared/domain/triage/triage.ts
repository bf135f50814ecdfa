import { type Categories, generalCategory, kindOfCategory } from '../settings/categories.ts';
import { type Kind, kindSchema, type Severity } from '../tickets/values.ts';
import { differentMatches, folded, matcher } from './matcher.ts';
import { type Sentiment, sentimentOf } from './sentiment.ts';
import { categoryWords, severeWords, urgentWords } from './words.ts';

/** What somebody has said about a case already; none of it is changed. */
export type Given = {
  readonly kind?: Kind | undefined;
  readonly category?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly language?: string | undefined;
};

export type Triage = {
  readonly kind: Kind;
  readonly category: string;
  readonly severity: Severity;
  readonly language: string;
  readonly sentiment: Sentiment;
  /** From 0 (a guess) to 1. What was given is certain. */
  readonly confidence: number;
  readonly source: 'auto' | 'given';
};

const STRONG = 1;
const WEAK = 0.3;
/** Longer texts say nothing more about what they are about, and cost time. */
const READ_CHARACTERS = 4000;

const patterns = kindSchema.options.flatMap((kind) =>
  Object.entries(categoryWords[kind]).map(([category, { strong, weak }]) => ({
    kind,
    category,
    strong: matcher(strong),
    weak: weak === undefined ? undefined : matcher(weak),
  })),
);
const urgent = matcher(urgentWords);
const severe = matcher(severeWords);

/** Kinds that say that something went wrong weigh more than a question about the same thing. */
const weightOf: Readonly<Record<Kind, number>> = {
  consultation: 1,
  complaint: 1.5,
  return: 1.6,
  exchange: 1.6,
  productIssue: 1.5,
};

type Score = { readonly kind: Kind; readonly category: string; readonly points: number };

const scoresOf = (text: string): readonly Score[] => {
  const alarming = differentMatches(urgent, text) + differentMatches(severe, text);
  return patterns.map(({ kind, category, strong, weak }) => {
    const points = differentMatches(strong, text) * STRONG + (weak ? differentMatches(weak, text) * WEAK : 0);
    const alarm = category === 'complaint.afterSales' ? alarming : 0;
    return { kind, category, points: points * weightOf[kind] + alarm * STRONG };
  });
};

const best = (scores: readonly Score[]): Score | undefined =>
  scores.reduce<Score | undefined>((top, one) => (one.points > (top?.points ?? 0) ? one : top), undefined);

const pointsOf = (kind: Kind, scores: readonly Score[]): number =>
  scores.reduce((sum, score) => (score.kind === kind ? sum + score.points : sum), 0);

/** The kind with most points, and how sure that is: its share of all points, less while there are few. */
const chooseKind = (scores: readonly Score[]): { kind: Kind; confidence: number } => {
  const ranked = kindSchema.options.map((kind) => ({ kind, points: pointsOf(kind, scores) }));
  const total = ranked.reduce((sum, { points }) => sum + points, 0);
  if (total === 0) return { kind: 'consultation', confidence: 0 };
  const top = ranked.reduce((a, b) => (b.points > a.points ? b : a));
  const confidence = (top.points / total) * (1 - 0.5 ** (top.points * 2));
  return { kind: top.kind, confidence: Math.round(confidence * 100) / 100 };
};

const severityOf = (kind: Kind, text: string): Severity => {
  if (kind !== 'complaint') return 'ordinary';
  if (differentMatches(urgent, text) > 0) return 'urgent';
  return differentMatches(severe, text) > 0 ? 'severe' : 'ordinary';
};

/** `zh-CN` where a tenth of the letters are Chinese, `en` for other letters, `otherwise` for none. */
export const languageOf = (text: string, otherwise: string): string => {
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return otherwise;
  return chinese * 10 >= letters ? 'zh-CN' : 'en';
};

const categoryFor = (kind: Kind, scores: readonly Score[], categories: Categories): string =>
  best(scores.filter((score) => score.kind === kind && categories[kind].includes(score.category)))
    ?.category ?? generalCategory(kind, categories);

/**
 * What a case is about, by the words of its subject and body (T3). Pure: the same text is always the same. Where no word fits, a basic
 * consultation with confidence 0. Only a complaint is found to be `severe` or `urgent`. A given category must be one of the settings.
 */
export const triage = ({
  subject,
  body,
  categories,
  given = {},
  language = 'zh-CN',
}: {
  subject: string;
  body: string;
  categories: Categories;
  given?: Given;
  /** The language of a text without letters. */
  language?: string;
}): Triage => {
  const text = folded(`${subject}\n${body}`.slice(0, READ_CHARACTERS));
  const scores = scoresOf(text);
  const known =
    given.kind ?? (given.category === undefined ? undefined : kindOfCategory(given.category, categories));
  const { kind, confidence } = known === undefined ? chooseKind(scores) : { kind: known, confidence: 1 };
  return {
    kind,
    category:
      given.category ??
      (confidence === 0 ? generalCategory(kind, categories) : categoryFor(kind, scores, categories)),
    severity: given.severity ?? severityOf(kind, text),
    language: given.language ?? languageOf(text, language),
    sentiment: sentimentOf(text),
    confidence,
    source: known === undefined ? 'auto' : 'given',
  };
};
