const PATTERN = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const UNITS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];

/** Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds; undefined for anything else (months have no length). */
export const durationMs = (text: string): number | undefined => {
  const parts = PATTERN.exec(text)?.slice(1);
  if (!parts || parts.every((part) => part === undefined) || text.endsWith('T')) return undefined;
  return parts.reduce((sum, part, i) => sum + Math.round(Number(part ?? 0) * (UNITS[i] ?? 0)), 0);
};
