import type { peopleRoutes } from '#shared/contracts/people.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { User } from '#shared/domain/people/user.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';

type MeView = ResponseOf<(typeof peopleRoutes)['people/get-me']>;

/** The caller's own record, whichever kind it is. */
export const meOf = async ({ caller, reader }: Context): Promise<MeView> => {
  const common = { id: caller.id, role: caller.role, permissions: [...caller.permissions] };
  if (caller.type === 'customer') {
    const customer = (await reader.get([ref('customer', caller.id)])).one(ref('customer', caller.id));
    if (!customer) throw new Refusal('not_found');
    return { ...common, version: customer.version, name: customer.name, teamIds: [] };
  }
  const user = (await reader.get([ref('user', caller.id)])).one(ref('user', caller.id));
  if (!user) throw new Refusal('not_found');
  return staffView(caller, user);
};

/** What a member of staff is told of themselves. */
export const staffView = (caller: Context['caller'], user: User): MeView => ({
  id: caller.id,
  role: caller.role,
  permissions: [...caller.permissions],
  version: user.version,
  name: user.name,
  teamIds: user.teamIds,
  presence: user.presence,
});

/** `GET /v1/me`: name, role, permissions, teams and presence of whoever calls. */
export const getMe: Operation<(typeof peopleRoutes)['people/get-me']> = {
  async run(_request, context) {
    const body = await meOf(context);
    return { body, version: body.version };
  },
};
