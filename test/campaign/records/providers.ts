import type { ProviderFault, ProviderPlan } from '#local/standins/providers.ts';
import type { Random } from '../random.ts';

/** What providers of mail and text messages do when they have a bad day, whether or not they have taken the message. */
const ailments: readonly ProviderFault[] = [
  { status: 500, code: 'InternalFailure' },
  { status: 503, code: 'ServiceUnavailable' },
  { status: 429, code: 'TooManyRequestsException' },
  { status: 500, code: 'InternalFailure', hangUp: true },
  { status: 500, code: 'InternalFailure', accepted: true },
  { status: 500, code: 'InternalFailure', accepted: true, hangUp: true },
];

/** Every other message meets one of them. */
export const ailing =
  (random: Random): ProviderPlan =>
  () =>
    random.next() < 0.5 ? random.pick(ailments) : undefined;

/** Nobody is there. */
export const down: ProviderPlan = () => ({ status: 503, code: 'ServiceUnavailable' });

/** Takes nothing and says so in a body that comes with a success. */
export const falselyGlad: ProviderPlan = () => ({ status: 200, code: 'InternalFailure' });
