import { customerTimeline } from '#shared/app/customers/timeline.ts';
import { customerNoteRoutes } from '#shared/contracts/customer-notes.ts';

export const route = customerNoteRoutes['customers/timeline'];
export const operation = customerTimeline;
