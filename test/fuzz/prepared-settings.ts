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

/** Settings that requests of a run need to be let through. */
export const prepareSettings = async ({ as }: Pick<Journey, 'as'>): Promise<void> => {
  const admin = as('admin');
  const read = await admin.get('/v1/settings');
  const reply = await admin.patch('/v1/settings', settings, { 'if-match': read.headers.get('etag') ?? '' });
  if (reply.status !== 200) throw new Error(`settings: ${reply.status} ${JSON.stringify(reply.body)}`);
};
