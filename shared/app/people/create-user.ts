import type { peopleRoutes } from '#shared/contracts/people.ts';
import type { RequestOf } from '#shared/contracts/route.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { staffRoleRef } from '#shared/domain/people/role.ts';
import { newUser, subjectToCome } from '#shared/domain/people/user-change.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref } from '../records.ts';
import type { IdentitiesOf } from './identities.ts';
import { checkTeams, staffWrites } from './team-refs.ts';
import { idOfSubject } from './user-id.ts';
import { userView } from './views.ts';

type CreateUser = (typeof peopleRoutes)['people/create-user'];

/**
 * `POST /v1/users`: a person, who is invited by mail, or a program. The identity is made before the record: its subject decides the
 * record's id, so that whoever asks again after a crash between the two finds the identity and makes the same record
 * (docs/decisions/identities-first.md). With `sub` the identity exists elsewhere already; in stages without a user pool it is named later by a
 * `PATCH`. Refuses with `already_exists` where the identity has a record.
 */
export const createUser = (identities: IdentitiesOf): Operation<CreateUser> => ({
  wants: ({ body }, about) => (body.sub === undefined ? [] : recordsOf(body.sub, about)),
  async run({ body }, context) {
    const { sub: given, role: asked, kind, ...input } = body;
    checkTeams(input.teamIds, context);
    const role = staffRoleRef(asked, context.config.roles);
    const invited = await invite(body, identities, context);
    const sub = given ?? invited;
    const id = sub === undefined ? context.newId('usr') : idOfSubject('usr', sub, context);
    if (given !== undefined) refuseKnown(context.found, given, context);
    const user = newUser(
      {
        ...input,
        role,
        kind,
        sub: sub ?? subjectToCome(id),
        passwordSince: invited === undefined ? undefined : context.now,
      },
      { id, now: context.now },
    );
    return {
      body: userView(user),
      version: user.version,
      location: `/v1/users/${id}`,
      writes: staffWrites(undefined, user, context, create('user', user)),
    };
  },
});

const recordsOf = (sub: string, about: Pick<Context, 'digest'>) =>
  [ref('principal', sub), ref('user', idOfSubject('usr', sub, about))] as const;

const refuseKnown = (found: Context['found'], sub: string, about: Pick<Context, 'digest'>): void => {
  const [principal, user] = recordsOf(sub, about);
  if (found.one(principal) || found.one(user)) throw new Refusal('already_exists');
};

/** The subject of the invited person's identity; `undefined` where there is no pool of ours, or the identity is elsewhere. */
const invite = async (
  { sub, kind, email }: RequestOf<CreateUser>['body'],
  identities: IdentitiesOf,
  context: Context,
): Promise<string | undefined> => {
  if (kind === 'machine' && sub === undefined)
    throw refuseField('sub', 'a machine is named by its client id', 'invalid_request', 'required');
  if (sub !== undefined) return undefined;
  const invited = await identities()?.invite(email);
  if (invited !== undefined)
    refuseKnown(await context.reader.get(recordsOf(invited, context)), invited, context);
  return invited;
};
