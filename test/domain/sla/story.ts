import * as fc from 'fast-check';
import { hours } from '#shared/domain/kernel/time.ts';
import type { SlaChange } from '#shared/domain/sla/change.ts';
import { defaultCalendars } from '#shared/domain/sla/defaults.ts';
import type { CalendarVersion, PolicyVersion } from '#shared/domain/sla/policy.ts';
import {
  acknowledge,
  cancelAll,
  customerMessage,
  type Fired,
  fireDue,
  handled,
  type LedgerEntry,
  openSla,
  policyChanged,
  type SlaContext,
  type SlaState,
  slaContextOf,
  staffReply,
  statusChanged,
} from '#shared/domain/sla/sla.ts';
import type { EscalationLevel, TicketStatus } from '#shared/domain/tickets/values.ts';
import { hoursOf, workWeek } from './calendars.ts';

/** Plays the life of a ticket for tests: whatever people click, in the order in which they click it. */
const office: CalendarVersion = {
  calendarId: 'cal_office',
  version: 1,
  name: 'office',
  definition: {
    timeZone: 'Europe/Berlin',
    week: workWeek(hoursOf('09:00', '12:00'), hoursOf('13:00', '18:00')),
  },
};

export const calendars: readonly CalendarVersion[] = [...defaultCalendars, office];
export const context = (settings: Pick<SlaContext, 'solveWithoutReply'> = {}): SlaContext =>
  slaContextOf(new Map(calendars.map((one) => [one.calendarId, [one]])), settings);
export const ctx = context();

const always = defaultCalendars[0]?.calendarId ?? '';
const china = defaultCalendars[1]?.calendarId ?? '';

export const aPolicy = (
  targets: PolicyVersion['targets'],
  rest: Partial<PolicyVersion> = {},
): PolicyVersion => ({
  policyId: 'pol_test',
  version: 1,
  name: 'test',
  position: 1,
  conditions: {},
  calendarId: always,
  targets,
  ...rest,
});

const of = (duration: string, pausedIn?: readonly ('pending' | 'onHold')[]) => ({
  duration,
  ...(pausedIn ? { pausedIn } : {}),
});

/** Policies that differ in every way that matters: targets, lengths, pauses, calendars. */
export const policies: readonly (PolicyVersion | undefined)[] = [
  aPolicy({ firstResponse: of('PT24H'), initialHandling: of('PT48H'), resolution: of('PT72H') }),
  aPolicy({ firstResponse: of('PT24H'), nextResponse: of('PT24H') }, { policyId: 'pol_b' }),
  aPolicy(
    { firstResponse: of('PT4H'), nextResponse: of('PT2H'), resolution: of('PT16H') },
    { policyId: 'pol_c', calendarId: office.calendarId },
  ),
  aPolicy(
    { firstResponse: of('PT24H'), initialHandling: of('PT24H'), resolution: of('PT72H', ['onHold']) },
    { policyId: 'pol_d', calendarId: china },
  ),
  aPolicy(
    { nextResponse: of('PT6H', []), initialHandling: of('PT10H', ['pending']), resolution: of('PT20H', []) },
    { policyId: 'pol_e' },
  ),
  undefined,
];

export type Story = {
  readonly sla: SlaState;
  readonly ledger: readonly LedgerEntry[];
  readonly fired: readonly Fired[];
  readonly status: TicketStatus;
  readonly level: EscalationLevel;
  readonly now: number;
};

export const begun = (
  policy: PolicyVersion | undefined,
  now: number,
  openedBy: 'customer' | 'agent' = 'customer',
): Story => {
  const opening = {
    policy,
    createdAt: now,
    openedBy,
    status: 'new',
    hasCustomerMessage: openedBy === 'customer',
  } as const;
  return changed(
    { sla: { cycle: 1, clocks: [] }, ledger: [], fired: [], status: 'new', level: 0, now },
    openSla(opening, ctx),
  );
};

export const changed = (story: Story, change: SlaChange): Story => ({
  ...story,
  sla: change.sla,
  ledger: [...story.ledger, ...change.ledger],
  fired: [...story.fired, ...change.fired],
});

export type Act =
  | { readonly act: 'ask' | 'reply' | 'handle' | 'sweep' | 'ack' | 'calm' | 'cancel' }
  | { readonly act: 'move'; readonly to: TicketStatus }
  | { readonly act: 'policy'; readonly index: number };

const moves: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  new: ['open', 'pending', 'onHold', 'resolved'],
  open: ['pending', 'onHold', 'resolved'],
  pending: ['open', 'onHold', 'resolved'],
  onHold: ['open', 'pending', 'resolved'],
  resolved: ['open', 'closed'],
  closed: [],
};

export const move = (story: Story, to: TicketStatus, context = ctx): Story => ({
  ...changed(story, statusChanged(story.sla, story.status, to, story.now, context)),
  status: to,
});

export const sweep = (story: Story): Story => {
  const change = fireDue(story.sla, story.now, { level: story.level }, ctx);
  const level = change.fired.reduce<EscalationLevel>((now, fired) => fired.level ?? now, story.level);
  return { ...changed(story, change), level };
};

export const wait = (story: Story, ms: number): Story => ({ ...story, now: story.now + ms });

/** One act; what isn't possible in the ticket's status changes nothing. */
export const play = (story: Story, act: Act): Story => {
  const { sla, now, status } = story;
  switch (act.act) {
    case 'ask': {
      if (status === 'closed') return story;
      const woken = status === 'pending' || status === 'resolved' ? move(story, 'open') : story;
      return changed(woken, customerMessage(woken.sla, now, woken.status, ctx));
    }
    case 'reply':
      return status === 'closed' ? story : changed(story, staffReply(sla, now, ctx));
    case 'handle':
      return status === 'closed' ? story : changed(story, handled(sla, now, ctx));
    case 'sweep':
      return sweep(story);
    case 'ack':
      return changed(story, acknowledge(sla, now, hours(4)));
    case 'calm':
      return { ...story, level: 0 };
    case 'cancel':
      return changed(story, cancelAll(sla, now, 'merged', ctx));
    case 'move':
      return moves[status].includes(act.to) ? move(story, act.to) : story;
    case 'policy': {
      if (status === 'resolved' || status === 'closed') return story;
      return changed(story, policyChanged(sla, policies[act.index], now, status, ctx));
    }
  }
};

const actArb: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ act: fc.constantFrom('ask', 'reply', 'handle', 'sweep', 'sweep', 'ack', 'calm') }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('move' as const),
      to: fc.constantFrom<TicketStatus>('open', 'pending', 'onHold', 'resolved', 'open'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('policy' as const), index: fc.nat(policies.length - 1) }),
  },
);
const rareArb: fc.Arbitrary<Act> = fc.constantFrom({ act: 'cancel' }, { act: 'move', to: 'closed' });

export type Step = { readonly ms: number; readonly act: Act };

export const stepArb: fc.Arbitrary<Step> = fc.record({
  ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: hours(2) }), fc.integer({ min: 1, max: hours(60) })),
  act: fc.oneof({ weight: 40, arbitrary: actArb }, { weight: 1, arbitrary: rareArb }),
});
export const policyIndexArb = fc.nat(policies.length - 2);
export const startArb = fc.integer({ min: Date.UTC(2025, 0, 10), max: Date.UTC(2025, 10, 1) });

/** Every state of a story, the opening first. */
export const told = (start: Story, steps: readonly Step[]): Story[] => {
  const stories = [start];
  for (const { ms, act } of steps) stories.push(play(wait(stories.at(-1) ?? start, ms), act));
  return stories;
};
