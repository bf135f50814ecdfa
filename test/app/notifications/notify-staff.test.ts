import { beforeEach, describe, expect, it } from 'vitest';
import { notifyStaff, notifyWants } from '#shared/app/notifications/notify-staff.ts';
import type { Context } from '#shared/app/ports.ts';
import { create, put } from '#shared/app/records.ts';
import { hours, seconds } from '#shared/domain/kernel/time.ts';
import type { User } from '#shared/domain/people/user.ts';
import { assign } from '#shared/domain/tickets/assign.ts';
import { fireTimers } from '#shared/domain/tickets/ladder.ts';
import {
  agent,
  aTicket,
  at,
  desk,
  NINE,
  serviceLeadTeamId,
  serviceTeamId,
} from '#test/domain/tickets/support.ts';
import { memoryStore } from '#test/support/memory-store.ts';

const user = (id: string, roleId: User['roleId'], teamIds: string[]): User => ({
  id,
  sub: id,
  name: id,
  email: `${id}@example.com`,
  roleId,
  teamIds,
  skills: [],
  languages: [],
  capacity: 10,
  level: 'senior',
  presence: 'online',
  status: 'active',
  version: 1,
  createdAt: 0,
  updatedAt: 0,
});

describe('telling staff', () => {
  const lead = user('usr_01K00000000000000000000009', 'supervisor', [serviceLeadTeamId]);
  const own = user(agent.id, 'agent', [serviceTeamId]);
  let store: ReturnType<typeof memoryStore>;
  let sent: { effectId: string; to: string; subject: string; text: string }[];
  let failing: boolean;
  let now: number;
  const seqs: Record<string, number> = {};

  beforeEach(async () => {
    store = memoryStore();
    sent = [];
    failing = false;
    now = NINE + hours(25);
    const { ticket } = assign(aTicket(), { assigneeId: agent.id, teamId: serviceTeamId }, at(1));
    const breached = fireTimers(ticket, now, desk);
    for (const { type, seq } of breached?.events ?? []) seqs[type] = seq;
    await store.commit([
      create('ticket', breached?.ticket ?? ticket),
      ...(breached?.events ?? []).map((event) => create('event', event)),
    ]);
    for (const each of [lead, own]) await store.commit([create('user', each)]);
  });

  const tell = async (type: string, messageId = 'm1'): Promise<void> => {
    const about = { ticketId: aTicket().id, seq: seqs[type] ?? 0 };
    const { found, config } = await store.open({ refs: notifyWants(about) });
    const context = {
      now,
      found,
      config,
      reader: store.reader,
      lists: store.lists,
      language: 'en',
      publicUrl: 'https://desk.example.com',
    } as unknown as Context;
    const email = async (message: {
      effectId: string;
      to: string;
      subject: string;
      text: string;
    }): Promise<void> => {
      if (failing) throw new Error('the provider is away');
      sent.push(message);
    };
    await notifyStaff(about, context, {
      commit: store.commit,
      mailer: { email, sms: email as never },
      messageId,
    });
  };

  it('writes to the assignee of a breach and to the supervisor of the team it went to, once however often it is told', async () => {
    await tell('slaBreached');
    await tell('escalated');
    await tell('slaBreached');
    await tell('escalated');

    expect(sent.map(({ to }) => to)).toEqual([own.email, lead.email]);
    expect(sent[0]?.text).toContain('https://desk.example.com/v1/tickets/');
    expect(JSON.stringify(sent)).not.toContain('parcel');
  });

  it('tries again under the same effect after a failure of the provider', async () => {
    failing = true;
    await expect(tell('escalated')).rejects.toThrow('away');
    failing = false;
    await tell('escalated');

    expect(sent).toHaveLength(1);
  });

  it('leaves a claim to the message that has it, lets that one take it again, and anybody once it has lapsed', async () => {
    const effectId = `${store.all('event').find(({ type }) => type === 'escalated')?.id}.${lead.id}`;
    const claimed = {
      id: effectId,
      state: 'claimed',
      owner: 'm1',
      leaseUntil: now + seconds(60),
      expiresAt: now + hours(24),
      version: 1,
    } as const;
    await store.commit([create('effect', claimed)]);

    await tell('escalated', 'm2');
    expect(sent).toEqual([]);
    await tell('escalated', 'm1');
    expect(sent).toMatchObject([{ effectId }]);

    await store.commit([put('effect', { ...claimed, version: 9 })]);
    now += seconds(61);
    await tell('escalated', 'm3');
    expect(sent).toHaveLength(2);
  });
});
