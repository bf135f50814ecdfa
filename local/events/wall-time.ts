const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(timeZone, known);
  return known;
};

export type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly asUtcMs: number;
};

/** What clocks on the wall of a time zone show at an instant; `asUtcMs` is that reading taken as if it were UTC. */
export const wallTimeOf = (instantMs: number, timeZone: string): WallTime => {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  const { year, month, day, hour, minute, second } = parts;
  return { year, month, day, asUtcMs: Date.UTC(year, month - 1, day, hour, minute, second) };
};

/** The first instant at which the wall shows this reading (given as if it were UTC); undefined when daylight saving skips it. */
export const instantOf = (wallMs: number, timeZone: string): number | undefined => {
  if (timeZone === 'UTC') return wallMs;
  const candidates = [-26, 0, 26]
    .map((hours) => wallMs + hours * 3_600_000)
    .map((near) => wallMs - (wallTimeOf(near, timeZone).asUtcMs - near))
    .filter((instant) => wallTimeOf(instant, timeZone).asUtcMs === wallMs);
  return candidates.length > 0 ? Math.min(...candidates) : undefined;
};
