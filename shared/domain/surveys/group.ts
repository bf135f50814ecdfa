import { addCounts, type Counts } from './counters.ts';
import { type ScoreGroup, scoresOf } from './score.ts';

export type GroupBy = 'team' | 'agent' | 'kind' | 'day' | 'month';

/** One counter: of which team and which agent or kind (`<teamId>` or `<teamId>|<key>`), and the UTC hour it begins at. */
export type CounterRow = { readonly key: string; readonly hour: string; readonly counts: Counts };

/** The key of a counter; a team's figures are in all of them, so that each can be limited to the teams somebody sees. */
export const counterKey = (teamId: string, within?: string): string =>
  within === undefined ? teamId : `${teamId}|${within}`;

const groupOf = ({ key, hour }: CounterRow, groupBy: GroupBy): string => {
  const [teamId = '', within = ''] = key.split('|');
  const groups: Readonly<Record<GroupBy, string>> = {
    team: teamId,
    agent: within,
    kind: within,
    day: hour.slice(0, 10),
    month: hour.slice(0, 7),
  };
  return groups[groupBy];
};

/** Scores of each group, by key. `teams` limits what counts to these teams. Days and months are those of UTC. */
export const groupScores = (
  rows: readonly CounterRow[],
  groupBy: GroupBy,
  teams: ReadonlySet<string> | undefined,
): ScoreGroup[] => {
  const seen = rows.filter(({ key }) => teams === undefined || teams.has(key.split('|')[0] ?? ''));
  const groups = Map.groupBy(seen, (row) => groupOf(row, groupBy));
  return [...groups]
    .map(([key, members]) => scoresOf(key, addCounts(...members.map(({ counts }) => counts))))
    .filter(({ n, delivered }) => n > 0 || delivered > 0)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
};
