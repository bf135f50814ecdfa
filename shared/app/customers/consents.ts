import type { privacyRoutes } from '#shared/contracts/privacy.ts';
import type { RequestOf, ResponseOf } from '#shared/contracts/route.ts';
import { type Consent, profilingPurpose, withConsent } from '#shared/domain/customers/consent.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import { reconsidered } from '#shared/domain/customers/value.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { create, ref, type Write } from '../records.ts';
import { customerWrites } from './change-customer.ts';
import { checkActive, personOr404 } from './person.ts';

type Routes = typeof privacyRoutes;
type View = ResponseOf<Routes['customers/add-consent']>;
type Body = RequestOf<Routes['customers/add-consent']>['body'];

/** `GET /v1/customers/{id}/consents`: of the person, under whichever record they said it. */
export const listConsents: Operation<Routes['customers/list-consents']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, query }, context) {
    const { customer, ids } = await personOr404(params.id, context);
    const list = `consents/${customer.id}`;
    const slice = await context.lists.consents(ids, pageAsk(list, query, context));
    const consents = Object.entries(customer.privacy?.consents ?? {});
    return {
      body: {
        ...pageOf(list, query, slice, (consent) => consentView(consent, context.caller), context),
        current: Object.fromEntries(
          consents.map(([purpose, { at, ...rest }]) => [purpose, { ...rest, at: iso(at) }]),
        ),
      },
    };
  },
};

/** `POST /v1/customers/{id}/consents`. The newest word of a purpose counts from the next thing that is sent. */
export const addConsent: Operation<Routes['customers/add-consent']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, body }, context) {
    const { customer } = await personOr404(params.id, context);
    checkActive(customer);
    checkPurpose(body, context);
    const consent = consentOf(customer, body, context);
    return {
      body: consentView(consent, context.caller),
      location: `/v1/customers/${customer.id}/consents`,
      writes: await consentWrites(customer, consent, context),
    };
  },
};

/** A purpose of the settings, or a notice to customers in the version that is in force. */
const checkPurpose = ({ purpose, textVersion }: Body, { config }: Context): void => {
  const { purposes, notices } = config.settings.privacy;
  if (purposes.includes(purpose)) return;
  const notice = notices.find(({ id, audience }) => audience === 'customer' && id === purpose);
  if (notice === undefined) throw refuseField('purpose', 'is not one of the purposes in the settings');
  if (notice.version !== textVersion) throw refuseField('textVersion', 'is not the version in force');
};

/** The next word of this customer. */
export const consentOf = (
  customer: Customer,
  said: Pick<Consent, 'purpose' | 'state' | 'source' | 'textVersion'> & { evidence?: string | undefined },
  { caller, now }: Pick<Context, 'caller' | 'now'>,
): Consent => ({
  customerId: customer.id,
  n: (customer.privacy?.consentsGiven ?? 0) + 1,
  purpose: said.purpose,
  state: said.state,
  at: now,
  source: said.source,
  textVersion: said.textVersion,
  ...(said.evidence === undefined ? {} : { evidence: said.evidence }),
  recordedBy: { type: caller.type === 'visitor' ? 'customer' : caller.type, id: caller.id },
});

export const consentWrites = async (
  customer: Customer,
  consent: Consent,
  context: Context,
): Promise<readonly Write[]> => {
  const said = withConsent(customer, consent, context.now);
  const about = { settings: context.config.settings, now: context.now };
  const after = consent.purpose === profilingPurpose ? reconsidered(said, about) : said;
  return [create('consent', consent), ...(await customerWrites(customer, after, context))];
};

/** What the consent rests on is free text, masked like any other. */
const consentView = (
  { at, evidence, ...consent }: Consent,
  { reveal }: Pick<Context['caller'], 'reveal'>,
): View => ({
  ...consent,
  at: iso(at),
  evidence: evidence === undefined ? null : reveal.has('phone') ? evidence : maskText(evidence),
});
