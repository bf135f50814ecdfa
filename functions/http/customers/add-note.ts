import { addNote } from '#shared/app/customers/notes.ts';
import { customerNoteRoutes } from '#shared/contracts/customer-notes.ts';

export const route = customerNoteRoutes['customers/add-note'];
export const operation = addNote;
