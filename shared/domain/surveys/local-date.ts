import type { Instant } from '../kernel/time.ts';
import { zoneOf } from '../sla/zone.ts';

/** The date that calendars on the wall show at that instant in that zone: `2026-03-02`. */
export const dateIn = (at: Instant, timeZone: string): string =>
  new Date(at + zoneOf(timeZone).offsetMs(at)).toISOString().slice(0, 10);
