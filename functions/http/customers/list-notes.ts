import { listNotes } from '#shared/app/customers/notes.ts';
import { customerNoteRoutes } from '#shared/contracts/customer-notes.ts';

export const route = customerNoteRoutes['customers/list-notes'];
export const operation = listNotes;
