import { auditRoutes } from './audit.ts';
import { changeRoutes } from './changes.ts';
import { customerNoteRoutes } from './customer-notes.ts';
import { customerRoutes } from './customers.ts';
import { dataCopyRoutes } from './data-copy.ts';
import { erasureRoutes } from './erasure.ts';
import { exportRoutes } from './exports.ts';
import { gradeRoutes } from './grades.ts';
import { identityCheckRoutes } from './identity-check.ts';
import { importRoutes } from './imports.ts';
import { inboundMessageRoutes } from './inbound-messages.ts';
import { mergeRoutes } from './merge.ts';
import { orderRoutes } from './orders.ts';
import { peopleRoutes } from './people.ts';
import { privacyRoutes } from './privacy.ts';
import { publicSurveyRoutes } from './public.ts';
import { publicTicketRoutes } from './public-tickets.ts';
import { reportRoutes } from './reports.ts';
import { restoreRoutes } from './restores.ts';
import { settingsRoutes } from './settings.ts';
import { slaRoutes } from './sla.ts';
import { snapshotRoutes } from './snapshots.ts';
import { surveyRoutes } from './surveys.ts';
import { ticketRoutes } from './tickets.ts';
import { webhookRoutes } from './webhooks.ts';

/** The whole HTTP surface. Handlers, infrastructure and the OpenAPI document all read this table. */
export const routes = {
  ...ticketRoutes,
  ...customerRoutes,
  ...customerNoteRoutes,
  ...mergeRoutes,
  ...erasureRoutes,
  ...privacyRoutes,
  ...dataCopyRoutes,
  ...identityCheckRoutes,
  ...auditRoutes,
  ...exportRoutes,
  ...gradeRoutes,
  ...orderRoutes,
  ...importRoutes,
  ...peopleRoutes,
  ...settingsRoutes,
  ...slaRoutes,
  ...reportRoutes,
  ...snapshotRoutes,
  ...restoreRoutes,
  ...surveyRoutes,
  ...publicSurveyRoutes,
  ...publicTicketRoutes,
  ...webhookRoutes,
  ...changeRoutes,
  ...inboundMessageRoutes,
};
export type RouteId = keyof typeof routes;
