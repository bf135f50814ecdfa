import { breach, type Case, type House, isActive, type Level, type Now, tell } from './case.ts';
import { type Clock, type Rung, reachedAt, rungs, targets } from './clocks.ts';

/** Which team has a case at each level: its home, the department above it, management (`api.md`, Teams). */
export const teamAt = (one: Pick<Case, 'homeTeamId'>, level: Level, { teams }: House): string => {
  if (level === 0) return one.homeTeamId;
  return level === 1 && one.homeTeamId === teams.service ? teams.lead : teams.management;
};

/** Another level: another team has the case, nobody in person; who answers for it stays. */
export const moveTo = (one: Case, level: Level, { now, house }: Now): void => {
  const rises = level > one.level;
  one.teamId = teamAt(one, level, house);
  if (!one.teamIds.includes(one.teamId)) one.teamIds.push(one.teamId);
  one.assigneeId = undefined;
  one.level = level;
  one.steps.push({ level, acknowledged: false });
  tell(one, rises ? 'escalated' : 'deescalated', now, level);
};

type Step = { readonly clock: Clock; readonly rung: Rung; readonly at: number; readonly seenAt: number };
const levelOf = (rung: Rung): Level => (rung === 'level1' ? 1 : rung === 'level2' ? 2 : 0);

/** What of the ladder is still ahead of a case, or due. Only what would raise the level is held by an acknowledgement. */
const stepsOf = (one: Case, heldBack: (rung: Rung) => boolean): Step[] =>
  one.clocks.flatMap((clock) =>
    rungs.flatMap((rung): Step[] => {
      const owed =
        clock.phase === 'running' && !clock.fired.includes(rung) && !(clock.breached && levelOf(rung) === 0);
      const reached = owed ? reachedAt(clock, rung) : undefined;
      if (reached === undefined) return [];
      const at = heldBack(rung) ? Math.max(reached, one.holdUntil) : reached;
      const isDue = rung === 'breach' || rung === 'level1';
      return [{ clock, rung, at, seenAt: Math.max(at, isDue ? reached + 1 : reached) }];
    }),
  );

/** When the sweep has to come next; `undefined` when it never has to. */
export const timerOf = (one: Case): number | undefined => {
  if (one.status === 'resolved') return one.closeAt;
  if (one.status === 'closed') return undefined;
  const all = stepsOf(one, (rung) => levelOf(rung) > 0).map(({ seenAt }) => seenAt);
  return all.length === 0 ? undefined : Math.min(...all);
};

/** Every rung that fell due by `now` and was not told yet, in the order of its instant. Answers whether there was any. */
export const catchUp = (one: Case, about: Now): boolean => {
  if (!isActive(one.status)) return false;
  const level = one.level;
  const due = stepsOf(one, (rung) => levelOf(rung) > level)
    .filter(({ seenAt }) => Number.isNaN(seenAt) || seenAt <= about.now)
    .sort(
      (a, b) =>
        a.seenAt - b.seenAt ||
        a.at - b.at ||
        rungs.indexOf(a.rung) - rungs.indexOf(b.rung) ||
        targets.indexOf(a.clock.target) - targets.indexOf(b.clock.target),
    );
  for (const { clock, rung, at } of due) {
    clock.fired.push(rung);
    if (rung === 'warning') tell(one, 'slaWarning', at, clock.target);
    if (rung === 'breach') breach(one, clock, at);
    if (levelOf(rung) > one.level) moveTo(one, levelOf(rung), about);
  }
  return due.length > 0;
};
