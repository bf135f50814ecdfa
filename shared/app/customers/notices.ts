import type { privacyRoutes } from '#shared/contracts/privacy.ts';
import type { Notice } from '#shared/domain/customers/privacy-settings.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { type Instant, isoOrNull } from '#shared/domain/kernel/time.ts';
import type { Caller, Context, Operation } from '../ports.ts';
import { create, ref, type Write } from '../records.ts';
import { consentOf, consentWrites } from './consents.ts';

type Routes = typeof privacyRoutes;

/** Customers accept privacy notices, staff their terms. */
const noticesFor = ({ type }: Caller, { config }: Context): readonly Notice[] =>
  config.settings.privacy.notices.filter(
    ({ audience }) => (audience === 'customer') === (type === 'customer'),
  );

const acceptedAt = async (notices: readonly Notice[], context: Context): Promise<Map<string, Instant>> => {
  const { caller, reader } = context;
  if (caller.type === 'customer') {
    const wanted = ref('customer', caller.id);
    const consents = (await reader.get([wanted])).one(wanted)?.privacy?.consents ?? {};
    return new Map(
      notices.flatMap(({ id, version }) => {
        const word = consents[id];
        return word?.state === 'granted' && word.textVersion === version ? [[id, word.at] as const] : [];
      }),
    );
  }
  const refs = notices.map(({ id, version }) => ref('acceptance', caller.id, id, version));
  const found = await reader.get(refs);
  return new Map(
    refs.flatMap((each) => {
      const accepted = found.one(each);
      return accepted ? [[accepted.notice, accepted.at] as const] : [];
    }),
  );
};

const noticeView = ({ id, version, text }: Notice, at: Instant | undefined, { language }: Context) => ({
  id,
  version,
  text: text[language],
  acceptedAt: isoOrNull(at),
});

/** `GET /v1/me/notices`: the texts in force for whoever calls. */
export const listNotices: Operation<Routes['customers/list-notices']> = {
  async run(_request, context) {
    const notices = noticesFor(context.caller, context);
    const accepted = await acceptedAt(notices, context);
    return { body: { items: notices.map((each) => noticeView(each, accepted.get(each.id), context)) } };
  },
};

/** `POST /v1/me/acceptances`. Accepted once is accepted; a new version of the text is another one. */
export const acceptNotice: Operation<Routes['customers/accept-notice']> = {
  async run({ body }, context) {
    const notice = noticesFor(context.caller, context).find(({ id }) => id === body.notice);
    if (notice === undefined) throw refuseField('notice', 'there is no such notice', 'unknown_reference');
    // Nobody accepts a text that they were not shown.
    if (notice.version !== body.version) throw new Refusal('conflict', { version: notice.version });
    const at = (await acceptedAt([notice], context)).get(notice.id);
    return {
      body: noticeView(notice, at ?? context.now, context),
      location: '/v1/me/notices',
      writes: at === undefined ? await acceptanceWrites(notice, context) : [],
    };
  },
};

const acceptanceWrites = async ({ id, version }: Notice, context: Context): Promise<readonly Write[]> => {
  const { caller, now, reader } = context;
  if (caller.type !== 'customer')
    return [create('acceptance', { userId: caller.id, notice: id, textVersion: version, at: now })];
  const wanted = ref('customer', caller.id);
  const customer = (await reader.get([wanted])).one(wanted);
  if (customer === undefined) throw new Refusal('not_found');
  const said = { purpose: id, state: 'granted', source: 'app', textVersion: version } as const;
  return consentWrites(customer, consentOf(customer, said, context), context);
};
