import type { User } from '#shared/domain/people/user.ts';
import type { Caller } from '../ports.ts';

/** Whether the caller may see this member of staff: themselves, everybody, or who shares one of their teams (`api.md`, Shipped roles). */
export const reaches = (caller: Caller, user: User): boolean =>
  caller.scope === 'all' ||
  caller.id === user.id ||
  user.teamIds.some((teamId) => caller.teamIds.includes(teamId));
