/** What the service promises over 28 days; alarms and dashboard are computed from it. */
export const availability = { objective: 0.999 } as const;

/**
 * How fast the error budget may burn before somebody is told: the factor over a long window, confirmed by a short one, so that an alarm neither
 * rings for a blip nor goes on after the trouble ended (Google SRE Workbook, Alerting on SLOs).
 */
export const burnRates = [
  { id: 'fast', factor: 14.4, longMinutes: 60, shortMinutes: 5 },
  { id: 'slow', factor: 6, longMinutes: 360, shortMinutes: 30 },
] as const;

/** Fewer requests than this in a window say nothing about a share of errors. */
export const MIN_REQUESTS = 20;

/** The share of failed requests at which a budget burns at this factor. */
export const burnThreshold = (factor: number): number =>
  Number(((1 - availability.objective) * factor).toFixed(6));
