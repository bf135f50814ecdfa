import type { RouteId } from '#shared/contracts/routes.ts';
import { table } from '../support/matrix/table.ts';
import type { Failure } from './checks.ts';
import { type Operation, resolved } from './document.ts';
import type { Draft } from './draft.ts';
import { putSettingsBack } from './prepared-settings.ts';
import type { Rig } from './rig.ts';
import type { Answer } from './wire.ts';

type After = { readonly failures: readonly Failure[]; readonly spent: boolean };

/** Statuses of records that are gone for those who work with them, though they can still be looked up; of an export that was done the file is gone. */
const ended = ['archived', 'disabled', 'cancelled', 'failed', 'merged', 'erased', 'expired'];

/** Operations for which a run prepares what the matrix of rights doesn't. */
const prepared = new Set(['customers/accept-notice', 'customers/unmerge-customer']);

/** Operations after which what they were about takes no more of the kind. */
const usedUp = new Set([
  'customers/erase-customer',
  'customers/merge-customer',
  'customers/unmerge-customer',
]);

const settingNames = ({ body }: Operation): string[] =>
  Object.keys((body && resolved(body.schema).properties) ?? {});

/** What follows an answer: what was made can be read, what was removed is gone, and what would disturb later requests is put back. */
export const aftermathOf = (
  operation: Operation,
  { journey, signIns, settings }: Pick<Rig, 'journey' | 'signIns' | 'settings'>,
) => {
  const admin = journey.as('admin');
  const endsSignIns = table[operation.name as RouteId]?.ends === true;

  const isThere = async (location: string, user: string): Promise<Failure | undefined> => {
    const asked = await journey.as(user).get(location);
    // Who opens a case for another team has said what they had to say; the administrator sees it.
    const { status } = asked.status === 404 && user !== 'admin' ? await admin.get(location) : asked;
    return status === 200
      ? undefined
      : { check: 'what was made can be read', why: `${status} for ${location}` };
  };

  const isGone = async (path: string, user: string): Promise<Failure | undefined> => {
    const { status, body } = await journey.as(user).get(path);
    const state = (body as { status?: string }).status ?? '';
    const gone = [404, 405, 410].includes(status) || (status === 200 && ended.includes(state));
    return gone ? undefined : { check: 'what was removed is gone', why: `${status} ${state} for ${path}` };
  };

  /** Puts back what would disturb later requests, after one that was let through. */
  const settle = async (): Promise<void> => {
    if (operation.name === 'settings/update-settings')
      await putSettingsBack(journey, settings, settingNames(operation));
    if (endsSignIns) await signIns.ended();
  };

  return {
    settle,
    /** Without a valid body of a kind that the run could make there is nothing to let through. */
    neverTaken:
      !prepared.has(operation.name) &&
      (table[operation.name as RouteId]?.allowed ?? []).some((status) => status >= 400),
    versionOf: async (path: string): Promise<string> => (await admin.get(path)).headers.get('etag') ?? '"1"',
    of: async (draft: Draft, answer: Answer): Promise<After> => {
      const meant = draft.expect.kind === 'plain' || draft.expect.kind === 'fits';
      if (answer.status >= 300)
        return { failures: [], spent: meant && [404, 409, 410].includes(answer.status) };
      const location = answer.headers['location'];
      const user = draft.user ?? 'admin';
      const found = location?.startsWith('/') ? await isThere(location, user) : undefined;
      const gone = operation.method === 'DELETE' ? await isGone(draft.path, user) : undefined;
      await settle();
      return {
        failures: [found, gone].filter((one) => one !== undefined),
        spent: operation.method === 'DELETE' || usedUp.has(operation.name),
      };
    },
  };
};
