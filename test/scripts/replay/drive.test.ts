import { describe, expect, it } from 'vitest';
import type { Step } from '../../../scripts/replay/cases.ts';
import { type Answer, type Client, UnexpectedAnswer } from '../../../scripts/replay/client.ts';
import { atOnce, drive } from '../../../scripts/replay/drive.ts';
import { inOrder } from '../../../scripts/replay/order.ts';
import { caseOf } from './support.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const START = Date.parse('2016-02-29T00:00:00Z');
const agents = [{ user: 'agent1', id: 'usr_1' }];
const desk = { agents };
const at = (hours: number): number => START + hours * HOUR;

type Ticket = {
  id: string;
  version: number;
  status: string;
  assigneeId: string | null;
  createdAt: number;
  resolvedAt: number | null;
};

/**
 * A system of which only the outside is made up: tickets with versions, a promise of ten hours around the clock, a clock that stands
 * still but for being moved, and a sweep that changes what is due.
 */
const createSystem = () => {
  const log: string[] = [];
  const tickets = new Map<string, Ticket>();
  let now = START;
  const hours = () => (now - START) / HOUR;
  const say = (text: string) => log.push(`${Math.round(hours() * 1000) / 1000} ${text}`);
  const iso = (instant: number) => new Date(instant).toISOString();
  const view = (ticket: Ticket) => ({
    ...ticket,
    customerId: 'cus_1',
    escalationLevel: 0,
    resolvedAt: ticket.resolvedAt === null ? null : iso(ticket.resolvedAt),
    sla: {
      policyId: 'pol_1',
      clocks: [
        {
          target: 'resolution',
          state: ticket.resolvedAt === null ? 'running' : 'met',
          startedAt: iso(ticket.createdAt),
          ...(ticket.resolvedAt === null
            ? { warnAt: iso(ticket.createdAt + 7.5 * HOUR), dueAt: iso(ticket.createdAt + 10 * HOUR) }
            : {}),
          ...(ticket.resolvedAt === null ? {} : { metAt: iso(ticket.resolvedAt) }),
          elapsed: `PT${Math.round((now - ticket.createdAt) / 1000)}S`,
        },
      ],
    },
  });
  const change = (ticket: Ticket, ifMatch: number | undefined, more: Partial<Ticket>): Answer => {
    if (ifMatch !== ticket.version) return { status: 412, body: {} };
    if (ticket.status === 'closed') return { status: 409, body: {} };
    Object.assign(ticket, more, { version: ticket.version + 1 });
    return { status: 200, body: view(ticket) };
  };
  const answer = (method: string, path: string, body: Record<string, unknown>, ifMatch?: number): Answer => {
    if (path.startsWith('/v1/sla-policies/')) {
      const targets = { resolution: { duration: 'PT10H' } };
      return { status: 200, body: { id: 'pol_1', name: 'p', position: 1, calendarId: 'cal_1', targets } };
    }
    if (path.startsWith('/v1/calendars/')) {
      const day = [{ from: '00:00', to: '24:00' }];
      const week = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
      return { status: 200, body: { id: 'cal_1', name: 'c', timeZone: 'UTC', week } };
    }
    if (method === 'POST' && path === '/v1/tickets') {
      const ticket: Ticket = {
        id: `tkt_${String(body['subject'])}`,
        version: 1,
        status: 'new',
        assigneeId: null,
        createdAt: now,
        resolvedAt: null,
      };
      tickets.set(ticket.id, ticket);
      return { status: 201, body: view(ticket) };
    }
    const ticket = tickets.get(path.split('/')[3] ?? '');
    if (!ticket) return { status: 404, body: {} };
    if (path.endsWith('/assignment'))
      return change(ticket, ifMatch, { status: 'open', assigneeId: String(body['assigneeId']) });
    if (path.endsWith('/transitions')) {
      const to = String(body['to']);
      return change(ticket, ifMatch, { status: to, resolvedAt: to === 'resolved' ? now : null });
    }
    return { status: 200, body: view(ticket) };
  };
  const client: Client = {
    call: async (_user, method, path, { body, ifMatch, also } = {}) => {
      const found = answer(method, path, (body ?? {}) as Record<string, unknown>, ifMatch);
      if (path.startsWith('/v1/tickets'))
        say(`${method} ${path.slice('/v1/tickets'.length)} ${found.status}`.replace('  ', ' '));
      if (found.status >= 300 && !also?.includes(found.status))
        throw new UnexpectedAnswer(path, found.status, found.body);
      return found;
    },
    now: () => now,
    readClock: async () => now,
    advanceTo: async (to) => {
      now = Math.max(now, to);
    },
    runSchedule: async (name) => {
      say(name);
      if (name !== 'sla-sweep') return;
      for (const ticket of tickets.values()) {
        const due = [7.5, 10, 15].some((n) => Math.abs(now - ticket.createdAt - n * HOUR) <= MINUTE);
        if (ticket.resolvedAt === null && due) ticket.version += 1;
      }
    },
    control: async () => ({}),
    durations: [],
  };
  return { client, log, tickets };
};

const live = async (steps: Readonly<Record<string, readonly Step[]>>, system = createSystem()) => {
  const moments = inOrder(Object.entries(steps).map(([id, each]) => caseOf(id, each)));
  const told: number[] = [];
  const driven = await drive(moments, {
    client: system.client,
    desk,
    shiftMs: 0,
    progress: (done) => told.push(done),
  });
  return { ...system, driven, told };
};

describe('drive', () => {
  it('runs the sweep on the full minute after each due instant, and reads a ticket again that it may have changed', async () => {
    const { log, driven } = await live({
      A: [
        { type: 'opened', at: at(0) },
        { type: 'assigned', to: 'Kim', at: at(1) },
        { type: 'status', to: 'resolved', at: at(20) },
      ],
    });

    expect(log).toEqual([
      '0 sla-sweep',
      '0 survey-due',
      '0 POST 201',
      '1 PUT /tkt_A/assignment 200',
      '7.517 sla-sweep',
      '10.017 sla-sweep',
      '15.017 sla-sweep',
      '20 sla-sweep',
      '20 survey-due',
      '20 GET /tkt_A 200',
      '20 POST /tkt_A/transitions 200',
    ]);
    expect(driven.results).toEqual({ done: 3, unneeded: 0, refused: 0 });
    expect(driven.latestMs).toBe(0);
  });

  it('takes a step on the version there is when somebody else was faster', async () => {
    const system = createSystem();
    const { call } = system.client;
    let meddled = false;
    const meddling: Client = {
      ...system.client,
      call: async (user, method, path, options) => {
        const ticket = system.tickets.get('tkt_A');
        if (path.endsWith('/transitions') && !meddled && ticket) {
          meddled = true;
          ticket.version += 1;
        }
        return call(user, method, path, options);
      },
    };
    const { driven, log } = await live(
      {
        A: [
          { type: 'opened', at: at(0) },
          { type: 'status', to: 'pending', at: at(1) },
        ],
      },
      { ...system, client: meddling },
    );

    expect(log.slice(-3)).toEqual([
      '1 POST /tkt_A/transitions 412',
      '1 GET /tkt_A 200',
      '1 POST /tkt_A/transitions 200',
    ]);
    expect(driven.tickets.get('A')?.ticket.status).toBe('pending');
  });

  it('counts what is there already and what the state forbids, and goes on', async () => {
    const { driven, told } = await live({
      A: [
        { type: 'opened', at: at(0) },
        { type: 'status', to: 'open', at: at(1) },
        { type: 'status', to: 'open', at: at(2) },
        { type: 'status', to: 'closed', at: at(3) },
        { type: 'status', to: 'open', at: at(4) },
        { type: 'assigned', to: 'Kim', at: at(5) },
      ],
    });

    expect(driven.results).toEqual({ done: 3, unneeded: 1, refused: 2 });
    expect(told.at(-1)).toBe(6);
  });
});

describe('atOnce', () => {
  it('works with as many hands as allowed and leaves nothing out', async () => {
    let busy = 0;
    let most = 0;
    const seen: number[] = [];
    await atOnce(
      Array.from({ length: 20 }, (_, i) => i),
      4,
      async (item) => {
        most = Math.max(most, ++busy);
        await Promise.resolve();
        busy -= 1;
        seen.push(item);
      },
    );

    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(4);
  });

  it('throws the first error after the others at work have ended', async () => {
    const ended: number[] = [];
    const failing = atOnce([1, 2], 2, async (item) => {
      if (item === 1) throw new Error('no');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });

    await expect(failing).rejects.toThrow('no');
    expect(ended).toEqual([2]);
  });
});
