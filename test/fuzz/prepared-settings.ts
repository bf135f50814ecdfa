import type { Journey } from '../support/local-stack.ts';

/** What staff accept, as the settings below have it. */
export const staffNotice = { notice: 'terms', version: '1' } as const;

const settings = {
  // What comes back is read by revealing it, far more often than a person may in a day.
  revealPerDay: 1_000_000,
  privacy: {
    notices: [
      {
        id: staffNotice.notice,
        audience: 'staff',
        version: staffNotice.version,
        text: { 'zh-CN': '条款', en: 'Terms' },
      },
    ],
  },
};

type Settings = Readonly<Record<string, unknown>>;

const change = async ({ as }: Pick<Journey, 'as'>, patch: Settings): Promise<Settings> => {
  const admin = as('admin');
  const version = { 'if-match': (await admin.get('/v1/settings')).headers.get('etag') ?? '' };
  const { status, body } = await admin.patch('/v1/settings', patch, version);
  if (status !== 200) throw new Error(`settings: ${status} ${JSON.stringify(body)}`);
  return body as Settings;
};

/** Gives a system the settings that requests of a run need to be let through; answers all settings as they are then. */
export const prepareSettings = (journey: Pick<Journey, 'as'>): Promise<Settings> => change(journey, settings);

/** Puts settings back to what they were, but for the secrets of inbound feeds, which nobody is shown; `names` are those that there can be. */
export const putSettingsBack = async (
  journey: Pick<Journey, 'as'>,
  before: Settings,
  names: readonly string[],
): Promise<void> => {
  // What a patch leaves out stays, so everything goes to what is shipped first.
  await change(journey, Object.fromEntries(names.map((name) => [name, null])));
  const shown = names.filter((name) => name !== 'inbound');
  await change(journey, Object.fromEntries(shown.map((name) => [name, before[name] ?? null])));
};
