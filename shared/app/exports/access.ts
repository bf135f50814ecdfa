import type { Export } from '#shared/domain/exports/export.ts';
import { type ExportResource, permissionOf } from '#shared/domain/exports/values.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { RevealField } from '#shared/domain/people/permissions.ts';
import type { Caller, Context } from '../ports.ts';
import { ref } from '../records.ts';

const isAdministrator = ({ type, role }: Caller): boolean => type === 'user' && role === 'admin';

/** An export is its maker's and the administrators' (`api.md`, Exports); to others it is not there. */
export const exportOr404 = ({ found, caller }: Pick<Context, 'found' | 'caller'>, id: string): Export => {
  const made = found.one(ref('export', id));
  if (!made || (made.createdBy !== caller.id && !isAdministrator(caller))) throw new Refusal('not_found');
  return made;
};

/** Whose exports a list shows: `undefined` for everybody's. */
export const listedFor = (caller: Caller): string | undefined =>
  isAdministrator(caller) ? undefined : caller.id;

/** Whether a role may export this at all. */
export const mayExport = ({ permissions }: Caller, resource: ExportResource): boolean =>
  permissions.has('exports.use') && permissions.has(permissionOf[resource]);

/** What somebody sees plain in a file; nobody anything where the setting `exportsMasked` is on. */
export const revealIn = (
  { reveal }: Caller,
  { settings }: Pick<Context['config'], 'settings'>,
): ReadonlySet<RevealField> => (settings.exportsMasked ? new Set() : reveal);

/** A digest of everything that decides what stands in a file of theirs: it is another one as soon as their rights are. */
export const rightsOf = (
  caller: Caller,
  resource: ExportResource,
  { config, digest }: Pick<Context, 'config' | 'digest'>,
): string => {
  const { role, scope, teamIds } = caller;
  const reveal = [...revealIn(caller, config)].sort();
  const rights = [role, scope, [...teamIds].sort(), reveal, mayExport(caller, resource)];
  return digest('export-rights', JSON.stringify([...rights, caller.permissions.has('customers.search')]));
};

/** Whether this caller may have the file: whoever made it as long as their rights are the same, and administrators. */
export const mayFetch = (made: Export, context: Pick<Context, 'caller' | 'config' | 'digest'>): boolean =>
  isAdministrator(context.caller) || made.rights === rightsOf(context.caller, made.resource, context);
