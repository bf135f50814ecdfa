// Made from the route table by `npm run generate`; a test compares it.
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import * as confirmSecondFactorRoute from './confirm-second-factor.ts';
import * as createRoleRoute from './create-role.ts';
import * as createTeamRoute from './create-team.ts';
import * as createUserRoute from './create-user.ts';
import * as deleteRoleRoute from './delete-role.ts';
import * as deleteTeamRoute from './delete-team.ts';
import * as deleteUserRoute from './delete-user.ts';
import * as dropSecondFactorRoute from './drop-second-factor.ts';
import * as getMeRoute from './get-me.ts';
import * as getRoleRoute from './get-role.ts';
import * as getTeamRoute from './get-team.ts';
import * as getUserRoute from './get-user.ts';
import * as inviteUserRoute from './invite-user.ts';
import * as listRolesRoute from './list-roles.ts';
import * as listTeamsRoute from './list-teams.ts';
import * as listUsersRoute from './list-users.ts';
import * as renewPasswordRoute from './renew-password.ts';
import * as resetPasswordRoute from './reset-password.ts';
import * as signOutRoute from './sign-out.ts';
import * as signOutUserRoute from './sign-out-user.ts';
import * as updateMeRoute from './update-me.ts';
import * as updateRoleRoute from './update-role.ts';
import * as updateTeamRoute from './update-team.ts';
import * as updateUserRoute from './update-user.ts';

export const handler = httpHandler(
  {
    'POST /v1/me/second-factor': bound(confirmSecondFactorRoute.route, confirmSecondFactorRoute.operation),
    'POST /v1/roles': bound(createRoleRoute.route, createRoleRoute.operation),
    'POST /v1/teams': bound(createTeamRoute.route, createTeamRoute.operation),
    'POST /v1/users': bound(createUserRoute.route, createUserRoute.operation),
    'DELETE /v1/roles/{id}': bound(deleteRoleRoute.route, deleteRoleRoute.operation),
    'DELETE /v1/teams/{id}': bound(deleteTeamRoute.route, deleteTeamRoute.operation),
    'DELETE /v1/users/{id}': bound(deleteUserRoute.route, deleteUserRoute.operation),
    'POST /v1/users/{id}/second-factor-reset': bound(dropSecondFactorRoute.route, dropSecondFactorRoute.operation),
    'GET /v1/me': bound(getMeRoute.route, getMeRoute.operation),
    'GET /v1/roles/{id}': bound(getRoleRoute.route, getRoleRoute.operation),
    'GET /v1/teams/{id}': bound(getTeamRoute.route, getTeamRoute.operation),
    'GET /v1/users/{id}': bound(getUserRoute.route, getUserRoute.operation),
    'POST /v1/users/{id}/invitation': bound(inviteUserRoute.route, inviteUserRoute.operation),
    'GET /v1/roles': bound(listRolesRoute.route, listRolesRoute.operation),
    'GET /v1/teams': bound(listTeamsRoute.route, listTeamsRoute.operation),
    'GET /v1/users': bound(listUsersRoute.route, listUsersRoute.operation),
    'POST /v1/me/password-reset': bound(renewPasswordRoute.route, renewPasswordRoute.operation),
    'POST /v1/users/{id}/password-reset': bound(resetPasswordRoute.route, resetPasswordRoute.operation),
    'POST /v1/me/sign-out': bound(signOutRoute.route, signOutRoute.operation),
    'POST /v1/users/{id}/sign-out': bound(signOutUserRoute.route, signOutUserRoute.operation),
    'PATCH /v1/me': bound(updateMeRoute.route, updateMeRoute.operation),
    'PATCH /v1/roles/{id}': bound(updateRoleRoute.route, updateRoleRoute.operation),
    'PATCH /v1/teams/{id}': bound(updateTeamRoute.route, updateTeamRoute.operation),
    'PATCH /v1/users/{id}': bound(updateUserRoute.route, updateUserRoute.operation),
  },
  httpEdge(allLists),
);
