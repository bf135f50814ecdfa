import { once } from '../kernel/once.ts';
import { differentMatches, matcher } from './matcher.ts';
import { negativeWords, positiveWords, severeWords, urgentWords } from './words.ts';

export type Sentiment = 'positive' | 'neutral' | 'negative';

const negative = matcher(`${negativeWords}|${severeWords}|${urgentWords}`);
const positive = matcher(positiveWords);

/** A kind word that is denied (`不满意`, `not happy`) is an unkind one. */
const denied = once(
  () =>
    new RegExp(
      `(?:不太?|没有?|没那么|not (?:very |so |at all )?|n't (?:very |so )?|never |no )(?:${positive().source})`,
      'gu',
    ),
);

/** How the writer feels, by their words; the text is folded already. */
export const sentimentOf = (text: string): Sentiment => {
  const without = text.replace(denied(), ' ');
  const unkind = differentMatches(negative, without) + differentMatches(denied, text);
  const kind = differentMatches(positive, without);
  if (unkind === kind) return 'neutral';
  return unkind > kind ? 'negative' : 'positive';
};
