import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { staffRoleRef } from '#shared/domain/people/role.ts';
import { newUser, subjectToCome } from '#shared/domain/people/user-change.ts';
import type { Operation } from '../ports.ts';
import { create, ref } from '../records.ts';
import { checkTeams, staffWrites } from './team-refs.ts';
import { idOfSubject } from './user-id.ts';
import { userView } from './views.ts';

/**
 * `POST /v1/users`: the record of a person. With `sub` they may sign in at once; without it once a `PATCH` names the identity that
 * the user pool has made for them. Refuses with `already_exists` where the identity has a record.
 */
export const createUser: Operation<(typeof peopleRoutes)['people/create-user']> = {
  wants: ({ body }, about) =>
    body.sub === undefined
      ? []
      : [ref('principal', body.sub), ref('user', idOfSubject('usr', body.sub, about))],
  run({ body: { sub, ...input } }, context) {
    const id = sub === undefined ? context.newId('usr') : idOfSubject('usr', sub, context);
    if (context.found.one(ref('user', id)) || (sub !== undefined && context.found.one(ref('principal', sub))))
      throw new Refusal('already_exists');
    checkTeams(input.teamIds, context);
    const role = staffRoleRef(input.role, context.config.roles);
    const user = newUser({ ...input, role, sub: sub ?? subjectToCome(id) }, { id, now: context.now });
    return {
      body: userView(user),
      version: user.version,
      location: `/v1/users/${id}`,
      writes: staffWrites(undefined, user, context, create('user', user)),
    };
  },
};
