import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { SavedView } from '#shared/domain/tickets/view.ts';
import { checkVersion, pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref, update } from '../records.ts';
import { savedViewView } from './view.ts';

type Routes = typeof ticketRoutes;

const viewOr404 = (context: Context, id: string): SavedView => {
  const view = context.found.one(ref('view', context.caller.id, id));
  if (!view) throw new Refusal('not_found');
  return view;
};

/** Saved views are everyone's own (T12). The key of a view holds its owner, so another's isn't found. */
export const listViews: Operation<Routes['tickets/list-views']> = {
  run: async ({ query }, context) => {
    const slice = await context.lists.views(context.caller.id, pageAsk('views', query, context));
    return { body: pageOf('views', query, slice, savedViewView, context) };
  },
};

export const createView: Operation<Routes['tickets/create-view']> = {
  run: ({ body }, context) => {
    const view: SavedView = {
      id: context.newId('view'),
      userId: context.caller.id,
      name: body.name,
      query: body.query,
      createdAt: context.now,
      updatedAt: context.now,
      version: 1,
    };
    return {
      body: savedViewView(view),
      version: 1,
      location: `/v1/views/${view.id}`,
      writes: [create('view', view)],
    };
  },
};

/** Views lie under their owner, whom only the caller's record names: a second read, for one item. */
const owned = async (context: Context, id: string): Promise<Context> => ({
  ...context,
  found: await context.reader.get([ref('view', context.caller.id, id)]),
});

export const getView: Operation<Routes['tickets/get-view']> = {
  run: async ({ params }, context) => {
    const view = viewOr404(await owned(context, params.id), params.id);
    return { body: savedViewView(view), version: view.version };
  },
};

export const editView: Operation<Routes['tickets/edit-view']> = {
  run: async ({ params, body, ifMatch }, context) => {
    const view = viewOr404(await owned(context, params.id), params.id);
    checkVersion(view, ifMatch);
    const edited: SavedView = {
      ...view,
      name: body.name ?? view.name,
      query: body.query ?? view.query,
      updatedAt: context.now,
      version: view.version + 1,
    };
    return { body: savedViewView(edited), version: edited.version, writes: [update('view', view, edited)] };
  },
};

export const deleteView: Operation<Routes['tickets/delete-view']> = {
  run: async ({ params, ifMatch }, context) => {
    const view = viewOr404(await owned(context, params.id), params.id);
    checkVersion(view, ifMatch);
    return { writes: [{ op: 'remove', ref: ref('view', view.userId, view.id), version: view.version }] };
  },
};
