import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { patchUser } from '#shared/domain/people/user-change.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref, update } from '../records.ts';

/** `PATCH /v1/me`: presence. Customers have none; refuses them with `forbidden`. */
export const updateMe: Operation<(typeof peopleRoutes)['people/update-me']> = {
  async run({ body, ifMatch }, { caller, reader, now }) {
    if (caller.type !== 'user') throw new Refusal('forbidden');
    const me = ref('user', caller.id);
    const before = (await reader.get([me])).one(me);
    if (!before) throw new Refusal('not_found');
    checkVersion(before, ifMatch);
    const user = patchUser(before, { presence: body.presence }, now);
    return {
      body: {
        id: user.id,
        version: user.version,
        name: user.name,
        role: caller.role,
        permissions: [...caller.permissions],
        teamIds: user.teamIds,
        presence: user.presence,
      },
      version: user.version,
      writes: [update('user', before, user)],
    };
  },
};
