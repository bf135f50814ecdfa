import type { customerNoteRoutes } from '#shared/contracts/customer-notes.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { withNotes } from '#shared/domain/customers/change.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import type { CustomerNote } from '#shared/domain/customers/note.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Caller, Operation } from '../ports.ts';
import { create, ref, update } from '../records.ts';
import { checkActive, personOr404 } from './person.ts';

type Routes = typeof customerNoteRoutes;
type NoteView = ResponseOf<Routes['customers/add-note']>;

/** A note's text as this caller may read it. */
export const noteText = ({ body }: CustomerNote, { reveal }: Pick<Caller, 'reveal'>): string =>
  reveal.has('phone') ? body : maskText(body);

const noteView = (note: CustomerNote, caller: Pick<Caller, 'reveal'>): NoteView => ({
  id: note.id,
  customerId: note.customerId,
  author: note.author,
  body: noteText(note, caller),
  createdAt: iso(note.createdAt),
});

/** `POST /v1/customers/{id}/notes`. A note about a record that was merged away is kept with who took it over. */
export const addNote: Operation<Routes['customers/add-note']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, body }, context) {
    const { caller, now } = context;
    const { customer } = await personOr404(params.id, context);
    checkActive(customer);
    const note: CustomerNote = {
      id: context.newId('note'),
      customerId: customer.id,
      author: { type: caller.type === 'system' ? 'system' : 'user', id: caller.id },
      body: body.body,
      createdAt: now,
    };
    return {
      body: noteView(note, caller),
      location: `/v1/customers/${customer.id}/notes`,
      writes: [
        create('customerNote', note),
        update('customer', customer, withNotes(customer, customer.notes + 1, now)),
      ],
    };
  },
};

/** `GET /v1/customers/{id}/notes`, newest first. Each read is recorded: notes are about a person. */
export const listNotes: Operation<Routes['customers/list-notes']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, query }, context) {
    const { customer, ids } = await personOr404(params.id, context);
    const list = `notes/${customer.id}`;
    const slice = await context.lists.customerNotes(ids, pageAsk(list, query, context));
    return {
      body: pageOf(list, query, slice, (note) => noteView(note, context.caller), context),
      audit: [{ action: 'customer.notesRead', object: customer.id, data: { results: slice.items.length } }],
    };
  },
};
