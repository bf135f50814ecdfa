import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Journey, Reply } from '#test/support/local-stack.ts';

export type Made = { readonly id: string; readonly version: number };

/** The body of an answer that had to be good. */
export const done = <T = Made>(reply: Reply): T => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as T;
};

type Watched = {
  /** Whether the story under way has left anything. */
  readonly hasChanged: () => Promise<boolean>;
  /** To be called before the clock is moved by days. */
  readonly catchUp: () => Promise<void>;
};

/** What scenarios make their cases with; every case is a new one. */
export const deskOf = async (journey: Journey, watched: Watched) => {
  const admin = journey.as('admin');
  const agent = journey.as('agent1');
  const idOf = async (user: string): Promise<string> => done(await journey.as(user).get('/v1/me')).id;
  const agentId = await idOf('agent1');
  const teams = done<{ items: (Made & { name: string })[] }>(await admin.get('/v1/teams')).items;
  const secrets = await journey.local<{ orders: string; messages: Record<string, string> }>('GET', 'inbound');
  let made = 0;

  /** A number of nine digits that nobody had before. */
  const fresh = (): string => String(200_000_000 + ++made);
  /** The same in letters. */
  const word = (): string => fresh().replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));
  const email = (): string => `person${fresh()}@example.com`;
  const person = () => ({ name: 'Person', email: email() });
  const customer = async (over: object = {}): Promise<Made> =>
    done(await admin.post('/v1/customers', { name: 'Person', emails: [email()], ...over }));
  const ticket = async (over: object = {}): Promise<Made> =>
    done(
      await agent.post('/v1/tickets', {
        ...{ kind: 'complaint', category: 'complaint.quality', severity: 'ordinary' },
        ...{ subject: 'Case', body: 'It is broken.', channel: 'web', customer: person() },
        ...over,
      }),
    );
  const read = async (path: string): Promise<Made> => done(await admin.get(path));
  const moved = async ({ id }: Pick<Made, 'id'>, to: string): Promise<Made> => {
    const { version } = await read(`/v1/tickets/${id}`);
    const headers = { 'if-match': `"${version}"` };
    return done(await admin.post(`/v1/tickets/${id}/transitions`, { to, reason: 'r' }, headers));
  };
  /** Gone by its present version. */
  const dropped = async (path: string): Promise<Reply> => {
    const { version } = await read(path);
    return admin.delete(path, undefined, { 'if-match': `"${version}"` });
  };
  /** Somebody new on the staff, and a token of theirs. */
  const hired = async (role = 'agent'): Promise<Made & { email: string; token: string }> => {
    const address = email();
    const user = done(await admin.post('/v1/users', { name: 'New', email: address, role }));
    const { token } = await journey.local<{ token: string }>('POST', 'tokens', { user: address });
    return { ...user, email: address, token };
  };
  /** A delivery to an inbound feed, signed. */
  const delivery = async (secret: string, payload: object) => {
    const id = `msg_${randomUUID()}`;
    const at = new Date(await journey.now());
    const raw = JSON.stringify(payload);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, raw),
    };
    return { raw, headers };
  };
  /** An order of yesterday: what it says of its customer does not change while stories take their time. */
  const order = async (customerId: string) => {
    const at = new Date((await journey.now()) - 86_400_000).toISOString();
    return {
      customer: { id: customerId },
      ...{ placedAt: at, sourceUpdatedAt: at, status: 'placed' },
      total: { amount: '12.50', currency: 'CNY' },
      lines: [{ sku: 's', name: 'n', quantity: 1, price: { amount: '12.50', currency: 'CNY' } }],
    };
  };
  return {
    ...{ journey, admin, agent, agentId, secrets },
    ...watched,
    teamId: (name: string): string => teams.find((team) => team.name === name)?.id ?? '',
    ...{ fresh, word, email, person, customer, ticket, read, moved, dropped, hired, delivery, order },
    send: (queue: string, body: unknown) =>
      journey.stack.engines.queues.send(`kefu-dev-${queue}`, JSON.stringify(body)),
    /** Things that take long to come about, made many at once; see `stock.ts`. */
    stock: new Map<string, string[]>(),
  };
};
export type Desk = Awaited<ReturnType<typeof deskOf>>;
