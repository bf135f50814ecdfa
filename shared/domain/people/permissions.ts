import * as z from 'zod';

/** Everything a role can be allowed (A2, A3). Each route of the contract names exactly one. */
export const permissions = [
  'self.read',
  'tickets.read',
  'tickets.count',
  'views.use',
  'tickets.create',
  'tickets.write',
  'tickets.escalate',
  'tickets.manage',
  'messages.read',
  'messages.write',
  'tasks.write',
  'customers.read',
  'customers.search',
  'customers.write',
  'customers.merge',
  'customers.copy',
  'customers.erase',
  'notes.read',
  'notes.write',
  'consents.read',
  'consents.write',
  'identityChecks.read',
  'identityChecks.write',
  'orders.read',
  'orders.write',
  'surveys.read',
  'scores.read',
  'reports.read',
  'templates.read',
  'templates.write',
  'policies.read',
  'policies.write',
  'users.read',
  'users.write',
  'teams.read',
  'teams.write',
  'roles.read',
  'roles.write',
  'settings.read',
  'settings.write',
  'audit.read',
  'audit.verify',
  'exports.use',
  'imports.use',
  'snapshots.manage',
  'webhooks.manage',
  'changes.read',
] as const;

export const permissionSchema = z.enum(permissions);
export type Permission = z.infer<typeof permissionSchema>;

/** Whose tickets a role reaches: its own as a customer, those of its teams, also of teams that escalate to them, or all. */
export const scopeSchema = z.enum(['own', 'teams', 'escalatingTeams', 'all']);
export type Scope = z.infer<typeof scopeSchema>;

export const revealFieldSchema = z.enum(['phone', 'email', 'name', 'address']);
export type RevealField = z.infer<typeof revealFieldSchema>;

export const roleKeySchema = z.enum(['customer', 'agent', 'supervisor', 'inspector', 'analyst', 'admin']);
export type RoleKey = z.infer<typeof roleKeySchema>;

/** A role that comes with the product: it can neither be changed nor taken away. */
export type ShippedRole = {
  readonly key: RoleKey;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly scope: Scope;
  readonly reveal: readonly RevealField[];
};

const agentMay: readonly Permission[] = [
  'self.read',
  'tickets.read',
  'tickets.count',
  'views.use',
  'tickets.create',
  'tickets.write',
  'tickets.escalate',
  'messages.read',
  'messages.write',
  'tasks.write',
  'customers.read',
  'customers.search',
  'customers.write',
  'notes.read',
  'notes.write',
  'consents.read',
  'consents.write',
  'identityChecks.read',
  'identityChecks.write',
  'orders.read',
  'teams.read',
];

/** The shipped roles (`api.md`, Shipped roles). */
export const shippedRoles: Readonly<Record<RoleKey, ShippedRole>> = {
  customer: {
    key: 'customer',
    name: 'Customer',
    scope: 'own',
    reveal: [],
    permissions: [
      'self.read',
      'tickets.read',
      'tickets.create',
      'messages.read',
      'messages.write',
      'customers.read',
      'customers.copy',
      'consents.read',
      'consents.write',
      'orders.read',
      'surveys.read',
    ],
  },
  agent: { key: 'agent', name: 'Agent', scope: 'teams', reveal: [], permissions: agentMay },
  supervisor: {
    key: 'supervisor',
    name: 'Supervisor',
    scope: 'escalatingTeams',
    reveal: ['phone', 'email', 'address'],
    permissions: [
      ...agentMay,
      'tickets.manage',
      'customers.merge',
      'surveys.read',
      'scores.read',
      'reports.read',
      'templates.read',
      'policies.read',
      'users.read',
      'exports.use',
    ],
  },
  inspector: {
    key: 'inspector',
    name: 'Quality inspector',
    scope: 'all',
    reveal: [],
    permissions: [
      'self.read',
      'tickets.read',
      'tickets.count',
      'views.use',
      'messages.read',
      'surveys.read',
      'teams.read',
    ],
  },
  analyst: {
    key: 'analyst',
    name: 'Analyst',
    scope: 'all',
    reveal: [],
    permissions: [
      'self.read',
      'tickets.read',
      'tickets.count',
      'orders.read',
      'surveys.read',
      'scores.read',
      'reports.read',
      'customers.read',
      'teams.read',
      'exports.use',
    ],
  },
  admin: {
    key: 'admin',
    name: 'Administrator',
    scope: 'all',
    reveal: ['phone', 'email', 'name', 'address'],
    permissions,
  },
};
