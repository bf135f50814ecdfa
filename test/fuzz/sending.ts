import { createHmac, randomUUID } from 'node:crypto';
import type { Journey } from '../support/local-stack.ts';
import type { SignIns } from './callers.ts';
import type { Draft } from './draft.ts';
import { type Answer, type Wire, wireTo } from './wire.ts';

type Secrets = { readonly orders: string; readonly messages: Readonly<Record<string, string>> };

/** Gives drafts what goes stale: the token, the signature, and for a second sending another Idempotency-Key. */
export const senderOf = async (journey: Journey, signIns: SignIns) => {
  const wire: Wire = wireTo(journey.stack.address);
  const secrets = await journey.local<Secrets>('GET', 'inbound');

  const signature = async ({ path, body }: Draft): Promise<Record<string, string>> => {
    const channel = /\/messages\/(\w+)$/.exec(path)?.[1];
    const known = channel !== undefined && Object.hasOwn(secrets.messages, channel);
    const secret = (known ? secrets.messages[channel] : undefined) ?? secrets.orders;
    const id = `msg_${randomUUID()}`;
    const at = String(Math.floor((await journey.now()) / 1000));
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const hash = createHmac('sha256', key).update(`${id}.${at}.`);
    const signed = hash.update(body ?? Buffer.alloc(0)).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signed}` };
  };

  /** The draft as it is sent. */
  const ready = async (draft: Draft): Promise<Draft> => ({
    ...draft,
    headers: {
      ...draft.headers,
      ...(draft.user === undefined ? {} : { authorization: `Bearer ${await signIns.tokenOf(draft.user)}` }),
      ...(draft.signed ? await signature(draft) : {}),
    },
  });

  const again = (draft: Draft): Draft => {
    const key = draft.headers['idempotency-key'];
    const isOurs = key !== undefined && /^[\da-f-]{36}$/.test(key);
    return isOurs ? { ...draft, headers: { ...draft.headers, 'idempotency-key': randomUUID() } } : draft;
  };

  return {
    send: async (draft: Draft): Promise<Answer> => wire.send(await ready(draft)),
    again,
    close: wire.close,
  };
};
export type Sender = Awaited<ReturnType<typeof senderOf>>;
