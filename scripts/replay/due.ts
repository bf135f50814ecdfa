import type { Instant } from '#shared/domain/kernel/time.ts';

const MINUTE_MS = 60_000;

/** When each of many tickets next needs the sweep. Schedules run on full minutes, so instants are kept as the minute that ends them. */
export type DueBook = {
  /** Replaces what was known of a ticket; instants that have passed by `now` count for the next minute no more. */
  note(ticketId: string, instants: readonly Instant[], now: Instant): void;
  /** The first minute at which something is due, if that is not after `until`; its tickets are taken out for it. */
  next(until: Instant): { readonly at: Instant; readonly ticketIds: readonly string[] } | undefined;
};

const minuteAfter = (at: Instant): Instant => Math.floor(at / MINUTE_MS) * MINUTE_MS + MINUTE_MS;

export const createDueBook = (): DueBook => {
  const byMinute = new Map<Instant, Set<string>>();
  const byTicket = new Map<string, readonly Instant[]>();
  /** The minutes in order; sorted again only when one was added. */
  let minutes: Instant[] = [];
  let sorted = true;

  const forget = (ticketId: string): void => {
    for (const minute of byTicket.get(ticketId) ?? []) byMinute.get(minute)?.delete(ticketId);
    byTicket.delete(ticketId);
  };
  const add = (minute: Instant, ticketId: string): void => {
    const there = byMinute.get(minute);
    if (there) {
      there.add(ticketId);
      return;
    }
    byMinute.set(minute, new Set([ticketId]));
    sorted &&= (minutes.at(-1) ?? 0) < minute;
    minutes.push(minute);
  };
  const order = (): void => {
    if (!sorted) minutes.sort((a, b) => a - b);
    sorted = true;
  };
  return {
    note: (ticketId, instants, now) => {
      forget(ticketId);
      const ahead = [...new Set(instants.filter((at) => at > now).map(minuteAfter))];
      for (const minute of ahead) add(minute, ticketId);
      if (ahead.length > 0) byTicket.set(ticketId, ahead);
    },
    next: (until) => {
      order();
      let passed = 0;
      let found: { at: Instant; ticketIds: readonly string[] } | undefined;
      for (const minute of minutes) {
        if (found !== undefined || minute > until) break;
        passed += 1;
        const tickets = byMinute.get(minute);
        byMinute.delete(minute);
        if (tickets && tickets.size > 0) found = { at: minute, ticketIds: [...tickets] };
      }
      minutes = passed > 0 ? minutes.slice(passed) : minutes;
      return found;
    },
  };
};
