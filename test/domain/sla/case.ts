import { hours } from '#shared/domain/kernel/time.ts';
import { clockViews } from '#shared/domain/sla/sla.ts';
import { type Act, aPolicy, begun, ctx, play, type Story, wait } from './story.ts';

/** One case told in hours: it begins at nine on a Monday, in UTC. */
export const start = Date.parse('2026-03-02T09:00:00.000Z');
export const at = (h: number): string => new Date(start + hours(h)).toISOString();
export const complaint = aPolicy({
  firstResponse: { duration: 'PT24H' },
  nextResponse: { duration: 'PT8H' },
  initialHandling: { duration: 'PT48H' },
  resolution: { duration: 'PT72H' },
});
export const opened = (): Story => begun(complaint, start);
/** Goes to an hour of the story and does something there. */
export const atHour = (story: Story, hour: number, ...acts: (Act | Act['act'])[]): Story =>
  acts.reduce<Story>(
    (now, act) => play(now, typeof act === 'string' ? ({ act } as Act) : act),
    wait(story, start + hours(hour) - story.now),
  );
export const to = (status: Story['status']): Act => ({ act: 'move', to: status });
export const view = (story: Story, target: string, hour?: number) =>
  clockViews(story.sla, hour === undefined ? story.now : start + hours(hour), ctx).find(
    (one) => one.target === target,
  );
export const rungs = (story: Story): string[] =>
  story.fired.map(
    ({ target, rung, at: when, level }) =>
      `${(when - start) / hours(1)} ${target} ${rung}${level ? ` → ${level}` : ''}`,
  );
