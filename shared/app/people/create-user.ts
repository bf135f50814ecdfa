import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { newUser } from '#shared/domain/people/user-change.ts';
import type { Operation } from '../ports.ts';
import { create, ref } from '../records.ts';
import { checkTeams, joinWrites } from './team-refs.ts';
import { idOfSubject } from './user-id.ts';
import { userView } from './views.ts';

/**
 * `POST /v1/users`: the record of a person whose identity exists under `sub`. Refuses with `already_exists` where the identity has one;
 * without `sub` with `not_implemented`, since identities are made in the user pool.
 */
export const createUser: Operation<(typeof peopleRoutes)['people/create-user']> = {
  wants: ({ body }, about) =>
    body.sub === undefined
      ? []
      : [ref('principal', body.sub), ref('user', idOfSubject('usr', body.sub, about))],
  run({ body: { sub, ...input } }, context) {
    if (sub === undefined) throw new Refusal('not_implemented');
    const id = idOfSubject('usr', sub, context);
    if (context.found.one(ref('principal', sub)) || context.found.one(ref('user', id)))
      throw new Refusal('already_exists');
    checkTeams(input.teamIds, context);
    const user = newUser({ ...input, sub }, { id, now: context.now });
    return {
      body: userView(user),
      version: user.version,
      location: `/v1/users/${id}`,
      writes: joinWrites(user.teamIds, context, create('user', user)),
    };
  },
};
