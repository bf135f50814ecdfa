import { ifMatch, type Journey, type Reply } from './local-stack.ts';

/** What was acknowledged, and when (on the desk's clock, after the answer). */
export type Acknowledged = { readonly at: number; readonly ticketId: string; readonly messageIds: string[] };

const idOf = ({ status, body }: Reply): string => {
  if (status !== 201 && status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return (body as { id: string }).id;
};

const MOVES = ['open', 'pending', 'resolved'] as const;

/** People who keep opening cases, answering them and moving them until they are told to stop. */
export const busyWriters = (journey: Journey, inFlight: number) => {
  const cases: Acknowledged[] = [];
  const messages: { at: number; ticketId: string; id: string }[] = [];
  const count = { opened: 0, answered: 0, moved: 0, refused: 0 };
  const agent = journey.as('agent1');
  let isStopped = false;

  const open = async (writer: number, n: number): Promise<string> => {
    const reply = await agent.post('/v1/tickets', {
      ...{ subject: `Parcel ${writer}/${n}`, body: 'Where is it?', channel: 'web', kind: 'consultation' },
      customer: { name: `Customer ${writer}`, phone: `+8613${String(writer)}${String(n).padStart(8, '0')}` },
    });
    const id = idOf(reply);
    cases.push({ at: journey.stack.clock.now(), ticketId: id, messageIds: [] });
    count.opened += 1;
    return id;
  };
  const answer = async (ticketId: string, n: number): Promise<void> => {
    const reply = await agent.post(`/v1/tickets/${ticketId}/messages`, {
      visibility: 'public',
      body: `We look into it (${n}).`,
    });
    messages.push({ at: journey.stack.clock.now(), ticketId, id: idOf(reply) });
    count.answered += 1;
  };
  const move = async (ticketId: string, to: (typeof MOVES)[number]): Promise<void> => {
    const head = await agent.get(`/v1/tickets/${ticketId}`);
    const reply = await agent.post(
      `/v1/tickets/${ticketId}/transitions`,
      { to, reason: 'so it goes' },
      ifMatch(head),
    );
    if (reply.status < 300) count.moved += 1;
    else if (reply.status === 409 || reply.status === 412 || reply.status === 422) count.refused += 1;
    else throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  };
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; !isStopped; n++) {
      const ticketId = await open(writer, n);
      await answer(ticketId, n);
      const to = MOVES[n % MOVES.length];
      if (to) await move(ticketId, to);
      // The first case of each has a long history by and by.
      const first = cases[writer];
      if (first) await answer(first.ticketId, n);
    }
  };
  const running = Promise.all(Array.from({ length: inFlight }, (_, writer) => write(writer)));

  return {
    count,
    /** Cases and their messages that were acknowledged before an instant. */
    acknowledgedBefore: (at: number): readonly Acknowledged[] =>
      cases
        .filter((one) => one.at < at)
        .map((one) => ({
          ...one,
          messageIds: messages
            .filter(({ ticketId, at: told }) => ticketId === one.ticketId && told < at)
            .map(({ id }) => id),
        })),
    all: (): readonly Acknowledged[] => cases,
    stop: async (): Promise<void> => {
      isStopped = true;
      await running;
    },
  };
};
