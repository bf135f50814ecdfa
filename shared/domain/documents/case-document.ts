import type { Instant } from '../kernel/time.ts';
import type { Block, Fact } from './blocks.ts';
import type { CaseEvent, CaseFile, CaseSurvey, NameOf } from './case-file.ts';
import type { LocalTime } from './local-time.ts';
import { type DocumentLanguage, type Label, type Words, wordOf, wordsIn } from './words.ts';

export type Reading = {
  readonly language: DocumentLanguage;
  readonly localTime: LocalTime;
  /** Names of people and teams that facts of the timeline speak of. */
  readonly nameOf: NameOf;
};

type Tools = Reading & { readonly words: Words };

/** A case as a chapter of a document: head, deadlines, conversation, timeline, surveys. */
export const caseBlocks = (file: CaseFile, reading: Reading): Block[] => {
  const tools = { ...reading, words: wordsIn(reading.language) };
  return [
    { kind: 'chapter', title: `${tools.words.case} ${file.number} · ${file.subject}` },
    { kind: 'facts', facts: headFacts(file, tools) },
    ...clocksPart(file, tools),
    ...conversationPart(file, tools),
    ...timelinePart(file, tools),
    ...file.surveys.flatMap((survey) => surveyPart(survey, tools)),
    ...(file.isCut ? [{ kind: 'text', text: tools.words.notShown } as const] : []),
  ];
};

const headFacts = (file: CaseFile, { words, language, localTime }: Tools): Fact[] => {
  const word = (value: string): string => wordOf(value, language);
  const at = (instant: Instant | undefined): string => (instant === undefined ? '' : localTime(instant));
  const told: [Label, string][] = [
    ['status', word(file.status)],
    ['kind', word(file.kind)],
    ['category', file.category],
    ['severity', word(file.severity)],
    ['priority', word(file.priority)],
    ['channel', word(file.channel)],
    ['customer', file.customer],
    ['team', file.team],
    ['assignee', file.assignee],
    ['owner', file.owner],
    ['level', String(file.escalationLevel)],
    ['orders', file.orders.join(', ')],
    ['tags', file.tags.join(', ')],
    ['createdAt', at(file.createdAt)],
    ['firstResponseAt', at(file.firstResponseAt)],
    ['resolvedAt', at(file.resolvedAt)],
    ['closedAt', at(file.closedAt)],
    ['reopenCount', file.reopenCount === 0 ? '' : String(file.reopenCount)],
  ];
  return told.filter(([, value]) => value !== '').map(([label, value]) => ({ label: words[label], value }));
};

const clocksPart = ({ clocks }: CaseFile, { words, language, localTime }: Tools): Block[] => {
  if (clocks.length === 0) return [];
  return [
    { kind: 'heading', text: words.clocks },
    columns(
      [words.target, 3],
      [words.state, 2],
      [words.startedAt, 4],
      [words.dueAt, 4],
      [words.metAt, 4],
      [words.elapsed, 3],
    ),
    ...clocks.map(
      ({ target, state, startedAt, dueAt, metAt, elapsed }): Block => ({
        kind: 'row',
        cells: [
          wordOf(target, language),
          wordOf(state, language),
          localTime(startedAt),
          dueAt === undefined ? '' : localTime(dueAt),
          metAt === undefined ? '' : localTime(metAt),
          spanOf(elapsed),
        ],
      }),
    ),
  ];
};

/** `PT67H11M` as `67h 11m`: what is left of the form says nothing to a reader. */
const spanOf = (duration: string): string =>
  duration
    .replace(/\.\d+S$/, 'S')
    .replace(/^(-?)PT?/, '$1')
    .replace('T', '')
    .replace(/(\d)([A-Z])(?=\d)/g, '$1$2 ')
    .toLowerCase();

const conversationPart = ({ messages }: CaseFile, { words, localTime }: Tools): Block[] =>
  messages === undefined
    ? []
    : [
        { kind: 'heading', text: words.conversation },
        ...(messages.length === 0 ? [{ kind: 'text', text: words.noMessages } as const] : []),
        ...messages.map(
          ({ at, author, internal, edited, body }): Block => ({
            kind: 'message',
            head: [
              localTime(at),
              author,
              ...(internal ? [words.internal] : []),
              ...(edited ? [words.edited] : []),
            ].join(' · '),
            text: body,
            internal,
          }),
        ),
      ];

const timelinePart = ({ timeline }: CaseFile, tools: Tools): Block[] => {
  if (timeline.length === 0) return [];
  const { words, language, localTime } = tools;
  return [
    { kind: 'heading', text: words.timeline },
    columns(['#', 1], [words.at, 4], [words.event, 3], [words.actor, 4], [words.details, 9]),
    ...timeline.map(
      (event): Block => ({
        kind: 'row',
        cells: [
          String(event.seq),
          localTime(event.at),
          wordOf(event.type, language),
          event.actor,
          detailsOf(event, tools),
        ],
      }),
    ),
  ];
};

/** Ids of things that have no name for people. */
const UNSPOKEN = /^(?:msg|svy|rsp|tsk|evt|pol)_/;
const ID = /^[a-z]{3,5}_[0-9A-Z]{26}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const detailsOf = ({ data }: CaseEvent, tools: Tools): string =>
  Object.entries(data)
    .flatMap(([name, value]) => {
      const text = detailText(value, tools);
      return text === '' ? [] : [`${wordOf(name.replace(/Id$/, ''), tools.language)}: ${text}`];
    })
    .join('; ');

const detailText = (value: unknown, { language, localTime, nameOf }: Tools): string => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  if (typeof value !== 'string' || UNSPOKEN.test(value)) return '';
  if (INSTANT.test(value)) return localTime(Date.parse(value));
  return ID.test(value) || value.startsWith('team_') ? nameOf(value) : wordOf(value, language);
};

const surveyPart = (survey: CaseSurvey, { words, language, localTime }: Tools): Block[] => {
  const told: [Label, string | undefined][] = [
    ['status', wordOf(survey.status, language)],
    ['sentAt', survey.sentAt === undefined ? undefined : localTime(survey.sentAt)],
    ['answeredAt', survey.answeredAt === undefined ? undefined : localTime(survey.answeredAt)],
    ['csat', survey.csat?.toString()],
    ['nps', survey.nps?.toString()],
    ['comment', survey.comment],
  ];
  return [
    { kind: 'heading', text: words.survey },
    {
      kind: 'facts',
      facts: told.flatMap(([label, value]) =>
        value === undefined || value === '' ? [] : [{ label: words[label], value }],
      ),
    },
  ];
};

const columns = (...list: readonly (readonly [string, number])[]): Block => ({
  kind: 'columns',
  columns: list.map(([title, weight]) => ({ title, weight })),
});
