import { type Desk, done } from '../desk.ts';
import { type Ask, asking, type Scenario } from '../story.ts';

const onCustomer =
  (body?: unknown) =>
  async (desk: Desk): Promise<Ask> => {
    const { id, version } = await desk.customer();
    return { user: 'admin', params: { id }, version, ...(body === undefined ? {} : { body }) };
  };

const notice = {
  audience: 'staff',
  text: { en: 'What you see here stays here', 'zh-CN': '此处所见，请勿外传' },
};

/** Two people who are one, and a case of the one that goes. */
const twoRecords = async (desk: Desk) => {
  const [survivor, duplicate] = [await desk.customer(), await desk.customer()];
  const { id: customerId } = duplicate;
  await desk.ticket({ customer: undefined, customerId });
  const { version } = await desk.read(`/v1/customers/${survivor.id}`);
  return { id: survivor.id, version, duplicateId: customerId };
};

/** People, and what may be done with their data. */
export const customerScenarios: readonly Scenario[] = [
  asking('customers/create-customer', async (desk) => ({
    user: 'admin',
    body: { name: 'Person', emails: [desk.email()] },
  })),
  asking('customers/update-customer', onCustomer({ tags: ['x'] })),
  asking('customers/archive-customer', onCustomer()),
  asking('customers/add-note', onCustomer({ body: 'Likes tea.' })),
  asking(
    'customers/add-consent',
    onCustomer({ purpose: 'marketing', state: 'granted', evidence: 'said so' }),
  ),
  asking('customers/legal-hold', onCustomer({ hold: true })),
  asking('customers/confirm-data', onCustomer({})),
  asking('customers/merge-customer', async (desk) => {
    const { id, version, duplicateId } = await twoRecords(desk);
    return { user: 'admin', params: { id }, version, body: { duplicateId } };
  }),
  asking('customers/unmerge-customer', async (desk) => {
    const { id, version: before, duplicateId } = await twoRecords(desk);
    done(await desk.admin.post(`/v1/customers/${id}/merge`, { duplicateId }, { 'if-match': `"${before}"` }));
    const { version } = await desk.read(`/v1/customers/${id}`);
    return { user: 'admin', params: { id }, version, body: { duplicateId } };
  }),
  asking('customers/erase-customer', async (desk) => {
    const { id } = await desk.customer();
    await desk.ticket({ customer: undefined, customerId: id });
    return { user: 'admin', params: { id }, body: {} };
  }),
  // It writes too: nobody reads a number in full without a record of it (F57). Who reads it twice leaves two.
  asking(
    'customers/get-customer',
    async (desk) => {
      const { id } = await desk.customer({ phones: [`+86138${desk.fresh().slice(1)}`] });
      return { user: 'admin', params: { id }, query: '?reveal=phone' };
    },
    { loose: true },
  ),
  asking('customers/accept-notice', async (desk) => {
    const id = 'terms';
    // Each time another text, which nobody has accepted yet.
    const text = `2026-${desk.fresh()}`;
    const { version } = await desk.read('/v1/settings');
    const notices = [{ id, version: text, ...notice }];
    done(await desk.admin.patch('/v1/settings', { privacy: { notices } }, { 'if-match': `"${version}"` }));
    return { user: 'agent1', body: { notice: id, version: text } };
  }),
];
