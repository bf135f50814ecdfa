import type { Context } from '../ports.ts';

/**
 * The code that was sent for the n-th time in this case: six digits that only the holder of the root secret can work out, so that nothing
 * of it is stored and a message that is sent again carries the same.
 */
export const identityCode = (ticketId: string, n: number, { digest }: Pick<Context, 'digest'>): string => {
  const bytes = Buffer.from(digest('identityCode', `${ticketId}/${n}`), 'base64url');
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
};
