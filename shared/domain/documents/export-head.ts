import type { Instant } from '../kernel/time.ts';
import type { DocumentHead, Fact, Paper } from './blocks.ts';
import type { LocalTime } from './local-time.ts';
import { type DocumentLanguage, type Words, wordOf, wordsIn } from './words.ts';

/** What an export says of itself on paper. */
export type ExportAbout = {
  readonly id: string;
  readonly resource: string;
  readonly language: DocumentLanguage;
  readonly timeZone: string;
  readonly localTime: LocalTime;
  /** Name and id of who asked for it. */
  readonly maker: { readonly id: string; readonly name: string };
  readonly madeAt: Instant;
  readonly filter: Readonly<Record<string, unknown>>;
};

/** The head of a document that is an export. Its maker stands at the foot of every page, so that a copy says whose it is (S22). */
export const exportHead = (
  about: ExportAbout,
  { paper, chapters }: { readonly paper: Paper; readonly chapters?: number },
): DocumentHead => {
  const { id, resource, language, maker, madeAt, localTime } = about;
  const words = wordsIn(language);
  const who = maker.name === '' ? maker.id : `${maker.name} (${maker.id})`;
  return {
    title: title(wordOf(resource, language)),
    facts: factsOf(about, words, who),
    foot: [who, localTime(madeAt), id].join(' · '),
    language,
    paper,
    madeAt,
    ...(chapters === undefined ? {} : { contents: { title: words.contents, chapters } }),
  };
};

const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const factsOf = (about: ExportAbout, words: Words, who: string): Fact[] => [
  { label: words.filter, value: filterText(about) || words.everything },
  { label: words.madeBy, value: who },
  { label: words.madeAt, value: about.localTime(about.madeAt) },
  { label: words.timeZone, value: about.timeZone },
  { label: words.export, value: about.id },
];

/** What was searched for may be somebody's name: it is kept sealed, and is not shown. */
const UNSHOWN = new Set(['q']);
const INSTANTS = /(?:After|Before)$|^(?:from|to)$/;

const filterText = ({ filter, language, localTime }: ExportAbout): string =>
  Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (UNSHOWN.has(name)) return `${name}: …`;
      const texts = (Array.isArray(value) ? value : [value]).map((one) =>
        typeof one === 'number' && INSTANTS.test(name) ? localTime(one) : wordOf(String(one), language),
      );
      return `${wordOf(name.replace(/Id$/, ''), language)}: ${texts.join(', ')}`;
    })
    .join('; ');
