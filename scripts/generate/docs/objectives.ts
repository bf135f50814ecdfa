import { burnThreshold } from '#infra/alarms/objectives.ts';
import {
  availability,
  budgetSpent,
  type Objective,
  objectives,
  type Source,
  WINDOW_DAYS,
} from '#infra/slo.ts';
import { routes } from '#shared/contracts/routes.ts';
import { code, markdownTable, page } from './table.ts';

const share = (value: number): string => `${Number((value * 100).toFixed(3))} %`;

/** What may go wrong in the window; of requests also as time in which none is answered. */
const budgetOf = ({ id, objective }: Objective): string => {
  if (objective === 1) return 'none: each miss is looked into';
  const minutes = Math.round((1 - objective) * WINDOW_DAYS * 24 * 60);
  return id === availability.id
    ? `${share(1 - objective)}, or ${minutes} minutes of outage`
    : share(1 - objective);
};

const sourceText = (source: Source): string => {
  if ('metric' in source) return `${source.namespace} ${code(source.metric)}`;
  if ('log' in source) return source.log;
  const { method, path } = routes[source.route];
  return code(`${method} ${path}`);
};

const length = (minutes: number): string => {
  if (minutes % (24 * 60) === 0) return `${minutes / (24 * 60)} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
};

/** `docs/generated/objectives.md`: what is promised, how it is measured and who tells of a miss. */
export const objectivesPage = (): string =>
  page(
    'Objectives',
    `What the service promises over ${WINDOW_DAYS} days (${code('infra/slo.ts')}), where the figure comes from, and which alarms ring when a promise is in danger ([alarms](../alarms.md)).`,
    markdownTable(
      ['objective', 'what counts', 'good', 'may go wrong', 'measured by', 'alarms'],
      objectives.map((objective) => [
        objective.id,
        objective.sli,
        share(objective.objective),
        budgetOf(objective),
        objective.sources.map(sourceText).join(', '),
        objective.alarms.map(code).join(', '),
      ]),
    ),
    '## How fast the budget of requests may burn',
    'An alarm rings while the share of failed requests lies above the line in both windows of a row: the long one says that it matters, the short one that it still goes on.',
    markdownTable(
      [
        'alarm',
        'times the rate that would just last',
        'failed share',
        'long window',
        'short window',
        'budget gone by then',
      ],
      availability.burnRates.map((rate) => [
        code(`burn-${rate.urgency}`),
        String(rate.factor),
        share(burnThreshold(rate.factor)),
        length(rate.longMinutes),
        length(rate.shortMinutes),
        share(Number(budgetSpent(rate).toFixed(3))),
      ]),
    ),
  );
