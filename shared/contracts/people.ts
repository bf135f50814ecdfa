import { meRoutes } from './me.ts';
import { roleRoutes } from './roles.ts';
import { teamRoutes } from './teams.ts';
import { userRoutes } from './users.ts';

/** Staff, teams and roles (A2, A3). */
export const peopleRoutes = {
  ...meRoutes,
  ...userRoutes,
  ...teamRoutes,
  ...roleRoutes,
};
