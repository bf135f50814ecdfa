import { describe, expect, it } from 'vitest';
import { leastBusy } from '#shared/domain/tickets/routing.ts';
import { aTicket, serviceTeamId } from './support.ts';

const member = (n: number, presence: 'online' | 'offline', active = 0) => {
  const userId = `usr_${String(n).padStart(26, '0')}`;
  return {
    teamId: serviceTeamId,
    userId,
    name: 'Li',
    email: `p${n}@example.com`,
    roleId: 'agent' as const,
    skills: [],
    languages: [],
    capacity: 10,
    level: 'intermediate' as const,
    presence,
    status: 'active' as const,
    load: { userId, active },
  };
};

describe('an automatic assignment in a large team', () => {
  it('tells of whoever was chosen, with the capacity that must hold, though few of the others are told of', () => {
    const team = [...Array.from({ length: 80 }, (_, n) => member(n, 'offline')), member(80, 'online', 3)];
    const routing = leastBusy(team, { ticket: aTicket(), mayWork: () => true });

    expect(routing.chosen).toBe(team[80]?.userId);
    expect(routing.candidates).toHaveLength(50);
    expect(routing.candidates.find(({ userId }) => userId === routing.chosen)).toEqual({
      userId: team[80]?.userId,
      active: 3,
      capacity: 10,
      reason: 'chosen',
    });
  });

  it('passes over who may not work on the tickets of the team, however little they have to do', () => {
    const [idle, busy] = [{ ...member(1, 'online'), roleId: 'analyst' as const }, member(2, 'online', 9)];
    const routing = leastBusy([idle, busy], {
      ticket: aTicket(),
      mayWork: (roleId) => roleId === 'agent',
    });

    expect(routing.chosen).toBe(busy.userId);
    expect(routing.candidates.find(({ userId }) => userId === idle.userId)?.reason).toBe('notAnAgent');
  });
});
