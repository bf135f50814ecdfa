import type { peopleRoutes } from '#shared/contracts/people.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { reaches } from './reach.ts';
import { userView } from './views.ts';

/** `GET /v1/users/{id}`. Who is out of reach isn't found. */
export const getUser: Operation<(typeof peopleRoutes)['people/get-user']> = {
  wants: ({ params }) => [ref('user', params.id)],
  run({ params }, { found, caller }) {
    const user = found.one(ref('user', params.id));
    if (!user || !reaches(caller, user)) throw new Refusal('not_found');
    return { body: userView(user), version: user.version };
  },
};
