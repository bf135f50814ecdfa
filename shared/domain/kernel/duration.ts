import * as z from 'zod';

const pattern =
  /^P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})(?:\.(\d{1,3}))?S)?)?)$/;

/**
 * Milliseconds of an ISO 8601 duration in weeks, or in days, hours, minutes and seconds. A day is 24 hours: years and
 * months have no fixed length and are not accepted. `undefined` for anything else.
 */
export const parseDuration = (text: string): number | undefined => {
  const match = pattern.exec(text);
  if (!match || text === 'P') return undefined;
  const [, w, d, h, m, s, f] = match;
  const num = (part: string | undefined) => Number(part ?? 0);
  return (
    num(w) * 604_800_000 +
    num(d) * 86_400_000 +
    num(h) * 3_600_000 +
    num(m) * 60_000 +
    num(s) * 1000 +
    Number((f ?? '').padEnd(3, '0'))
  );
};

/** ISO 8601 of a span in milliseconds, in hours, minutes and seconds (`PT26H30M`); negative spans keep a leading minus. */
export const formatDuration = (ms: number): string => {
  const span = Math.abs(Math.round(ms));
  const h = Math.floor(span / 3_600_000);
  const m = Math.floor((span % 3_600_000) / 60_000);
  const s = (span % 60_000) / 1000;
  const time = `${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
  return `${ms < 0 && span > 0 ? '-' : ''}PT${time || '0S'}`;
};

/** An ISO 8601 duration longer than nothing and at most 3,650 days. */
export const durationSchema = z
  .string()
  .max(40)
  .refine((text) => {
    const ms = parseDuration(text);
    return ms !== undefined && ms > 0 && ms <= 3650 * 86_400_000;
  }, 'must be an ISO 8601 duration such as PT24H');
