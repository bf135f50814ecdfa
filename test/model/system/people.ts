import { shippedDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import type { Store } from '#shared/app/ports.ts';
import { create, put, type Write } from '#shared/app/records.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { managementTeamId, serviceLeadTeamId, serviceTeamId } from '#shared/domain/people/defaults.ts';
import { membersOf, type User } from '#shared/domain/people/user.ts';

/** Whoever acts in the model; each signs in under their own name. */
const names = ['agent1', 'agent2', 'supervisor', 'admin', 'customer1', 'customer2'] as const;
export type Name = (typeof names)[number];

const idOf = (prefix: string, n: number): string => `${prefix}_01KJ${String(n).padStart(22, '0')}`;
export const people: Readonly<Record<Name, { id: string; teamIds: readonly string[]; role: string }>> = {
  agent1: { id: idOf('usr', 1), teamIds: [serviceTeamId], role: 'agent' },
  agent2: { id: idOf('usr', 2), teamIds: [serviceTeamId], role: 'agent' },
  supervisor: { id: idOf('usr', 3), teamIds: [serviceLeadTeamId], role: 'supervisor' },
  admin: { id: idOf('usr', 4), teamIds: [managementTeamId], role: 'admin' },
  customer1: { id: idOf('cus', 1), teamIds: [], role: 'customer' },
  customer2: { id: idOf('cus', 2), teamIds: [], role: 'customer' },
};

const userWrites = (name: Name, now: number, capacity: number): readonly Write[] => {
  const { id, teamIds, role } = people[name];
  const user: User = {
    ...{ id, version: 1, sub: name, name, email: `${name}@example.com`, roleId: role as User['roleId'] },
    ...{ teamIds: [...teamIds], skills: [], languages: ['zh-CN'], capacity, createdAt: now, updatedAt: now },
    level: 'senior',
    presence: 'online',
    status: 'active',
  };
  return [create('user', user), ...membersOf(user).map((member) => put('member', member))];
};

const customerWrites = (name: Name, now: number): readonly Write[] => {
  const { id } = people[name];
  const customer: Customer = {
    status: 'active',
    ...{ id, version: 1, sub: name, name, phones: [], emails: [`${name}@example.com`] },
    ...{
      addresses: [],
      doNotDisturb: false,
      externalIds: [],
      tags: [],
      notes: 0,
      createdAt: now,
      updatedAt: now,
    },
  };
  const principal = {
    sub: name,
    type: 'customer',
    id,
    roleId: 'customer',
    teamIds: [],
    status: 'active',
  } as const;
  return [create('customer', customer), put('principal', principal)];
};

/** A new organisation with its staff and two customers. `capacity` is how many cases an agent is given by themselves. */
export const settle = async (
  { commit }: Pick<Store, 'commit'>,
  now: number,
  capacity = 10,
): Promise<void> => {
  const writes = [
    ...shippedDefaults(now),
    ...(['agent1', 'agent2', 'supervisor', 'admin'] as const).flatMap((name) =>
      userWrites(name, now, capacity),
    ),
    ...(['customer1', 'customer2'] as const).flatMap((name) => customerWrites(name, now)),
    create('epoch', { number: 1 }),
  ];
  for (const write of writes) await commit([write]);
};
