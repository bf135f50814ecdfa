import type { Route } from '#shared/contracts/route.ts';
import type { Context, Operation } from '../ports.ts';
import type { problemPage } from './page/survey-page.ts';

/** The context of a route that also answers with a page: which of the two the caller asked for. */
export type PageContext = Context & { readonly accepts?: 'json' | 'html' };

/** An operation whose answers, and refusals, can be pages. */
export type PagedOperation<R extends Route> = Omit<Operation<R>, 'run'> & {
  /** A refusal as a page, for a caller who asked for one. */
  readonly problemPage: typeof problemPage;
  run(request: Parameters<Operation<R>['run']>[0], context: PageContext): ReturnType<Operation<R>['run']>;
};
