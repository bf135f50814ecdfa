import { slaMisses } from '#shared/app/reports/sla-misses.ts';
import { reportRoutes } from '#shared/contracts/reports.ts';

export const route = reportRoutes['reports/sla-misses'];
export const operation = slaMisses;
