import { slaAttainment } from '#shared/app/reports/sla-attainment.ts';
import { reportRoutes } from '#shared/contracts/reports.ts';

export const route = reportRoutes['reports/sla-attainment'];
export const operation = slaAttainment;
