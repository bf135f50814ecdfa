import { type Desk, done, type Made } from '../desk.ts';
import { type Ask, asking, type Scenario } from '../story.ts';

const calendarBody = {
  name: 'Hours',
  timeZone: 'Asia/Shanghai',
  week: { mon: [{ from: '09:00', to: '18:00' }] },
};
const templateBody = {
  ...{ name: 'Return', kind: 'return', language: 'en', intro: 'Hello', thanks: 'Thanks' },
  questions: [{ key: 'csat', text: 'How was it?' }],
};

const calendar = async ({ admin }: Desk): Promise<Made> =>
  done(await admin.post('/v1/calendars', calendarBody));
const template = async ({ admin }: Desk): Promise<Made> =>
  done(await admin.post('/v1/survey-templates', templateBody));
/** Behind all that ship: no case gets it. */
const POSITION = 5000;
const policyBody = async ({ admin, dropped }: Desk): Promise<object> => {
  const { items } = done<{ items: Made[] }>(await admin.get('/v1/calendars'));
  const all = done<{ items: (Made & { position: number })[] }>(await admin.get('/v1/sla-policies?limit=100'));
  for (const { id, position } of all.items)
    if (position === POSITION) await dropped(`/v1/sla-policies/${id}`);
  return {
    ...{ name: 'P', position: POSITION, conditions: {}, calendarId: items[0]?.id },
    targets: { resolution: { duration: 'PT72H' } },
  };
};
const policy = async (desk: Desk): Promise<Made> =>
  done(await desk.admin.post('/v1/sla-policies', await policyBody(desk)));

/** As the administrator, on something made for it; taken away afterwards, so that lists of settings stay short. */
const on =
  (path: string, make: (desk: Desk) => Promise<Made>, body?: unknown) =>
  async (desk: Desk): Promise<Ask> => {
    const { id, version } = await make(desk);
    const asked = { user: 'admin', params: { id }, version };
    return body === undefined ? asked : { ...asked, body, clean: () => desk.dropped(`${path}/${id}`) };
  };

/** What was made since, by the newest of its list. */
const cleanNewest = (desk: Desk, path: string) => async (): Promise<void> => {
  const { items } = done<{ items: (Made & { createdAt?: string })[] }>(
    await desk.admin.get(`${path}?limit=100`),
  );
  const newest = items.toSorted((a, b) =>
    (a.id.split('_')[1] ?? '') < (b.id.split('_')[1] ?? '') ? 1 : -1,
  )[0];
  if (newest) await desk.dropped(`${path}/${newest.id}`);
};

/** What an administrator sets. */
export const settingsScenarios: readonly Scenario[] = [
  asking(
    'settings/update-settings',
    async (desk) => {
      const { version, reopenWindow } = (await desk.read('/v1/settings')) as Made & { reopenWindow?: string };
      return { user: 'admin', version, body: { reopenWindow: reopenWindow === 'P3D' ? 'P4D' : 'P3D' } };
    },
    { loose: true },
  ),
  asking('settings/create-shop', async (desk) => ({ user: 'admin', body: { name: `Shop ${desk.fresh()}` } })),
  asking('sla/create-policy', async (desk) => ({
    user: 'admin',
    body: await policyBody(desk),
    clean: cleanNewest(desk, '/v1/sla-policies'),
  })),
  asking('sla/update-policy', on('/v1/sla-policies', policy, { name: 'Q' })),
  asking('sla/delete-policy', on('/v1/sla-policies', policy)),
  asking('sla/create-calendar', async (desk) => ({
    user: 'admin',
    body: calendarBody,
    clean: cleanNewest(desk, '/v1/calendars'),
  })),
  asking('sla/update-calendar', on('/v1/calendars', calendar, { name: 'Other hours' })),
  asking('sla/delete-calendar', on('/v1/calendars', calendar)),
  asking('sla/simulate-calendar', async (desk) => {
    const { items } = done<{ items: Made[] }>(await desk.admin.get('/v1/calendars'));
    const body = { start: '2026-03-02T09:00:00.000Z', duration: 'PT8H' };
    return { user: 'admin', params: { id: items[0]?.id ?? '' }, body };
  }),
  asking('surveys/create-template', async (desk) => ({
    user: 'admin',
    body: templateBody,
    clean: cleanNewest(desk, '/v1/survey-templates'),
  })),
  asking('surveys/update-template', on('/v1/survey-templates', template, { name: 'Other' })),
  asking('surveys/delete-template', on('/v1/survey-templates', template)),
  asking('audit/verify', async () => ({ user: 'admin', body: {} }), { loose: true }),
];
