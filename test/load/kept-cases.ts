import { randomUUID } from 'node:crypto';
import type { Random } from '#test/campaign/random.ts';
import type { Journey, Reply } from '#test/support/local-stack.ts';

/** A case that somebody means to open once, however often it takes. */
export type Meant = { readonly subject: string; id?: string; replayed: boolean };

/** Cases that are asked for again with the same key, and afterwards looked for: every one that was promised is there, each once. */
export const keptCases = (journey: Journey, random: Random, agents: readonly string[]) => {
  const meant: Meant[] = [];

  const prepare = (): { fire: () => Promise<Reply>; onAnswer: (reply: Reply) => void } => {
    const agent = random.pick(agents) ?? 'agent1';
    const one: Meant = { subject: `The cup came broken (${meant.length})`, replayed: false };
    meant.push(one);
    const headers = { 'idempotency-key': randomUUID() };
    const body = {
      kind: 'complaint',
      category: 'complaint.quality',
      severity: 'ordinary',
      subject: one.subject,
      body: 'There was a crack in it.',
      channel: 'web',
      customer: { name: 'A buyer', phone: `137${String(10_000_000 + meant.length).padStart(8, '0')}` },
    };
    return {
      fire: () => journey.as(agent).post('/v1/tickets', body, headers),
      onAnswer: ({ status, headers: answered, body: answer }) => {
        if (status !== 201) return;
        one.id = (answer as { id: string }).id;
        one.replayed = answered.has('idempotency-replayed');
      },
    };
  };

  /** Whoever looks for them has a limit as well; a minute later it is another one. */
  const read = async (path: string): Promise<Reply> => {
    const reply = await journey.as('admin').get(path);
    if (reply.status !== 429) return reply;
    await journey.advance('PT1M');
    return journey.as('admin').get(path);
  };
  const everyCase = async (): Promise<Set<string>> => {
    const ids = new Set<string>();
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { status, body } = await read(
        `/v1/tickets?limit=100&sort=createdAt${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      if (status !== 200) throw new Error(`the list of cases: ${status}`);
      const page = body as { items: { id: string }[]; nextCursor?: string };
      for (const { id } of page.items) ids.add(id);
      cursor = page.nextCursor;
    }
    return ids;
  };

  return {
    meant,
    prepare,
    /** `others`: cases that were opened in other ways. */
    check: async (others: number): Promise<{ unanswered: number; lost: number; doubled: number }> => {
      const promised = meant.filter((one): one is Meant & { id: string } => one.id !== undefined);
      let lost = 0;
      for (const { id, subject } of promised) {
        const { status, body } = await read(`/v1/tickets/${id}`);
        if (status !== 200 || (body as { subject: string }).subject !== subject) lost += 1;
      }
      const ids = new Set(promised.map(({ id }) => id));
      return {
        unanswered: meant.length - promised.length,
        lost,
        doubled: promised.length - ids.size + (await everyCase()).size - ids.size - others,
      };
    },
  };
};
