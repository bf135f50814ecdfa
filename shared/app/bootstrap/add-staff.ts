import type { AddStaff, NewStaff, SignedInCustomer } from '#shared/contracts/bootstrap.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Team } from '#shared/domain/people/team.ts';
import { newUser } from '#shared/domain/people/user-change.ts';
import { newCustomerWrites } from '../customers/change-customer.ts';
import { lookupRefs } from '../customers/lookups.ts';
import { idOfSubject } from '../people/user-id.ts';
import { type Context, LostRace, type Store } from '../ports.ts';
import { create, ref } from '../records.ts';
import { putIfAbsent } from './put-if-absent.ts';

type World = Pick<Store, 'open' | 'commit'> & Pick<Context, 'digest'> & { readonly now: Instant };
/** Which record each identity has, and whether it was made now. */
export type Added = { readonly sub: string; readonly id: string; readonly made: boolean };

const TRIES = 5;

const teamIdsOf = (names: readonly string[], teams: ReadonlyMap<string, Team>): string[] =>
  names.map((name) => {
    const team = [...teams.values()].find((each) => each.name === name);
    if (!team) throw new Error(`there is no team ${name}`);
    return team.id;
  });

const addUser = async (person: NewStaff, world: World): Promise<Added> => {
  const { sub, teams, presence, ...input } = person;
  const id = idOfSubject('usr', sub, world);
  const { config, found } = await world.open({ refs: [ref('user', id)] });
  if (found.one(ref('user', id))) return { sub, id, made: false };
  const user = newUser({ ...input, sub, teamIds: teamIdsOf(teams, config.teams) }, { id, now: world.now });
  const made = await putIfAbsent([create('user', { ...user, presence: presence ?? user.presence })], world);
  return { sub, id, made };
};

const addCustomer = async (
  { sub, name, phone, email, language }: SignedInCustomer,
  world: World,
): Promise<Added> => {
  const id = idOfSubject('cus', sub, world);
  const contact = { phones: phone === undefined ? [] : [phone], emails: email === undefined ? [] : [email] };
  for (let tries = 1; ; tries++) {
    const { found } = await world.open({ refs: [ref('customer', id), ...lookupRefs(contact, world)] });
    if (found.one(ref('customer', id))) return { sub, id, made: false };
    const customer = newCustomer({ name, ...contact, language }, { id, now: world.now, sub });
    try {
      await world.commit(newCustomerWrites(customer, found, world));
      return { sub, id, made: true };
    } catch (error) {
      if (!(error instanceof LostRace) || tries >= TRIES) throw error;
    }
  }
};

/**
 * Adds people whose identities exist, among them the first administrator. May be repeated: the id of a record follows from the identity,
 * and a record that is there stays as it is. Throws for a team that isn't there, before that person is written.
 */
export const addStaff = async ({ staff, customers }: AddStaff, world: World): Promise<readonly Added[]> => {
  const added: Added[] = [];
  for (const person of staff) added.push(await addUser(person, world));
  for (const customer of customers) added.push(await addCustomer(customer, world));
  return added;
};
