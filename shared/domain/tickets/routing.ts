import type { Load, Member } from '../people/user.ts';
import type { Ticket } from './ticket.ts';

/** How an automatic assignment came about: everyone looked at, with the reason they were passed over or chosen (semantics, Pipeline). */
export type Routing = {
  readonly strategy: 'leastBusy';
  readonly chosen: string | null;
  readonly candidates: readonly {
    readonly userId: string;
    readonly active: number;
    readonly capacity: number;
    readonly reason:
      | 'chosen'
      | 'available'
      | 'offline'
      | 'noCapacity'
      | 'disabled'
      | 'alreadyAssigned'
      | 'notAnAgent';
  }[];
};

type Candidate = Member & { readonly load: Load };
type About = {
  readonly ticket: Pick<Ticket, 'assigneeId'>;
  /** Whether somebody with this role may work on the tickets of the team. */
  readonly mayWork: (roleId: string) => boolean;
};

const reasonOf = (
  candidate: Candidate,
  { ticket, mayWork }: About,
): Routing['candidates'][number]['reason'] => {
  if (candidate.status !== 'active') return 'disabled';
  if (!mayWork(candidate.roleId)) return 'notAnAgent';
  if (candidate.presence !== 'online') return 'offline';
  if (candidate.userId === ticket.assigneeId) return 'alreadyAssigned';
  return candidate.load.active < candidate.capacity ? 'available' : 'noCapacity';
};

/** Most spare capacity first, then the smaller share of work, then the id: the same people always give the same choice. */
const byBusyness = (a: Candidate, b: Candidate): number =>
  a.load.active / a.capacity - b.load.active / b.capacity ||
  b.capacity - b.load.active - (a.capacity - a.load.active) ||
  (a.userId < b.userId ? -1 : 1);

/** So many people are told of with a decision; whoever was chosen is always among them. */
const MOST_TOLD = 50;

const told = (members: readonly Candidate[], chosen: string | null): readonly Candidate[] => {
  const isChosen = ({ userId }: Candidate): boolean => userId === chosen;
  return [...members.filter(isChosen), ...members.filter((member) => !isChosen(member))].slice(0, MOST_TOLD);
};

/** The least busy of a team who is online and has capacity left; nobody when there is none (T6). */
export const leastBusy = (members: readonly Candidate[], about: About): Routing => {
  const available = members.filter((member) => reasonOf(member, about) === 'available').toSorted(byBusyness);
  const chosen = available[0]?.userId ?? null;
  return {
    strategy: 'leastBusy',
    chosen,
    candidates: told(members, chosen).map((member) => ({
      userId: member.userId,
      active: member.load.active,
      capacity: member.capacity,
      reason: member.userId === chosen ? 'chosen' : reasonOf(member, about),
    })),
  };
};
