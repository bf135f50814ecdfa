import { hours, type Instant, iso } from '#shared/domain/kernel/time.ts';
import { addCounts, type Counts, changeOf } from '#shared/domain/surveys/counters.ts';
import { surveyAnsweredSchema, surveySentSchema } from '#shared/domain/surveys/facts.ts';
import { counterKey } from '#shared/domain/surveys/group.ts';
import type { Place, TicketEvent } from '#shared/domain/tickets/event.ts';

/** A counter by what it counts: tickets at a place, or surveys of one group in the UTC hour that begins at `hour`. */
export type Counter =
  | { readonly of: 'tickets'; readonly scope: string }
  | {
      readonly of: 'surveys';
      readonly groupBy: 'team' | 'agent' | 'kind';
      readonly key: string;
      readonly hour: Instant;
    }
  | {
      readonly of: 'sla';
      readonly groupBy: SlaGroup;
      readonly key: string;
      readonly hour: Instant;
    };
/** What attainment of deadlines is told by; days and months are sums of the teams'. */
export type SlaGroup = 'policy' | 'team' | 'agent' | 'kind';

/** What one fact adds to one counter. */
export type Addition = { readonly counter: Counter; readonly counts: Counts };

/** What a fact adds to the counters; most add nothing. */
export const additionsOf = (event: TicketEvent): readonly Addition[] => [
  ...placeAdditions(event),
  ...surveyAdditions(event),
  ...slaAdditions(event),
];

/** The scopes a ticket counts in: its status alone, within its team, and within its assignee's. */
export const scopesOf = ({ status, teamId, assigneeId }: Place): readonly string[] => [
  `status=${status}`,
  `team=${teamId}|status=${status}`,
  ...(assigneeId === undefined ? [] : [`assignee=${assigneeId}|status=${status}`]),
];

const placeAdditions = ({ counts }: TicketEvent): readonly Addition[] => {
  const at = (place: Place | undefined, n: 1 | -1): Addition[] =>
    place === undefined
      ? []
      : scopesOf(place).map((scope) => ({ counter: { of: 'tickets', scope }, counts: { n } }));
  return [...at(counts?.from, -1), ...at(counts?.to, 1)];
};

type About = { readonly teamId: string; readonly agentId?: string | undefined; readonly kind: string };

const surveyCounts = ({ teamId, agentId, kind }: About, at: string, counts: Counts): Addition[] => {
  const hour = Math.floor(Date.parse(at) / hours(1)) * hours(1);
  const to = (groupBy: 'team' | 'agent' | 'kind', key: string): Addition => ({
    counter: { of: 'surveys', groupBy, key, hour },
    counts,
  });
  return [
    to('team', counterKey(teamId)),
    ...(agentId === undefined ? [] : [to('agent', counterKey(teamId, agentId))]),
    to('kind', counterKey(teamId, kind)),
  ];
};

/** Answers count in the hour of the first answer; deliveries, and whether they came back, in the hour of sending. */
const surveyAdditions = ({ type, data }: TicketEvent): readonly Addition[] => {
  if (type === 'surveySent') {
    const sent = surveySentSchema.parse(data);
    return surveyCounts(sent, sent.sentAt, { delivered: 1 });
  }
  if (type !== 'surveyAnswered') return [];
  const said = surveyAnsweredSchema.parse(data);
  const first = said.n === 1 ? surveyCounts(said, said.sentAt, { returned: 1 }) : [];
  return [...surveyCounts(said, said.answeredAt, changeOf(said.answer, said.previous)), ...first];
};

/** A decided promise counts in the hour its fact is told at: a breach at its deadline, however late it is noticed. */
const slaAdditions = ({ outcomes = [], at }: TicketEvent): readonly Addition[] => {
  const hour = Math.floor(at / hours(1)) * hours(1);
  return outcomes.flatMap(({ target, outcome, reason, policyId, teamId, agentId, kind }): Addition[] => {
    const counts: Counts = {
      [`${target}.${outcome}`]: 1,
      ...(reason === undefined ? {} : { [`reason.${reason}`]: 1 }),
    };
    const to = (groupBy: SlaGroup, within?: string): Addition => ({
      counter: { of: 'sla', groupBy, key: counterKey(teamId, within), hour },
      counts,
    });
    return [
      to('team'),
      to('kind', kind),
      ...(policyId === undefined ? [] : [to('policy', policyId)]),
      ...(agentId === undefined ? [] : [to('agent', agentId)]),
    ];
  });
};

const nameOf = (counter: Counter): string =>
  counter.of === 'tickets'
    ? counter.scope
    : `${counter.of}/${counter.groupBy}/${counter.key}/${iso(counter.hour)}`;

/** The same additions with one for each counter, and none that comes to nothing. */
export const summed = (additions: readonly Addition[]): readonly Addition[] =>
  [...Map.groupBy(additions, ({ counter }) => nameOf(counter)).values()].flatMap((same) => {
    const [first] = same;
    const counts = addCounts(...same.map((addition) => addition.counts));
    return first === undefined || Object.keys(counts).length === 0
      ? []
      : [{ counter: first.counter, counts }];
  });
