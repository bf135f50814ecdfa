import type { Instant } from '../kernel/time.ts';

/** Instants as people read them, in one time zone: `2026-03-02 17:00:05`. The zone is said once, at the head of a document. */
export type LocalTime = (at: Instant) => string;

/** `timeZone` is a name of the IANA database; any other throws a `RangeError`. */
export const localTimeIn = (timeZone: string): LocalTime => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
    return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
  };
};
