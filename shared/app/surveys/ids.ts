import { instantOfId, ulid } from '#shared/domain/kernel/ids.ts';
import type { Context } from '../ports.ts';

type Digest = Context['digest'];

const bytesOf = (base64url: string): Uint8Array => Uint8Array.from(Buffer.from(base64url, 'base64url'));

/** The id of the survey about one resolution: it follows from the case and the cycle, so that there can be only one. */
export const surveyIdOf = (digest: Digest, ticketId: string, cycle: number): string =>
  `svy_${ulid(instantOfId(ticketId), bytesOf(digest('survey', `${ticketId}/${cycle}`)))}`;

/**
 * The secret in the link: 256 bits in base64url that only the holder of the root secret can compute from the survey's id. So the
 * reminder, and a try after a crash, carry the same link, and it need not be stored.
 */
export const tokenOf = (digest: Digest, surveyId: string): string => digest('surveyToken', surveyId);

/** Under which a token's record lies: its SHA-256 in hexadecimal. */
export const tokenHash = async (token: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))).toString('hex');

/** The effect of one message to one customer by one channel; every try has the same. */
export const effectIdOf = (surveyId: string, purpose: 'invite' | 'remind', channel: string): string =>
  `${surveyId}.${purpose}.${channel}`;
