import { createHmac } from 'node:crypto';

/**
 * The headers of a call by Standard Webhooks: its id, the second it is made in, and a signature of each secret (HMAC-SHA-256 over
 * `id.timestamp.` and the very bytes of the body), separated by spaces.
 */
export const signedHeaders = (
  id: string,
  at: number,
  body: string,
  secrets: readonly string[],
): Record<string, string> => {
  const seconds = String(Math.floor(at / 1000));
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': secrets.map((secret) => signature(secret, `${id}.${seconds}.${body}`)).join(' '),
  };
};

const signature = (secret: string, content: string): string => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
};
