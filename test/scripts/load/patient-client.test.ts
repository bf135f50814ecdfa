import { describe, expect, it } from 'vitest';
import { randomOf } from '#test/campaign/random.ts';
import { noKinds, sorted } from '#test/load/kinds.ts';
import { brokenOff, patientClients, secondsUntilNext, tried } from '#test/load/patient-client.ts';
import type { Reply } from '#test/support/local-stack.ts';

const reply = (status: number, headers: Record<string, string> = {}, body: unknown = undefined): Reply => ({
  status,
  headers: new Headers(headers),
  body,
});

describe('clients that do not give up', () => {
  it('come again when they are told to, later each time, and not all at once', () => {
    const random = randomOf(1);
    const told = Array.from({ length: 50 }, () =>
      secondsUntilNext(reply(429, { 'retry-after': '17' }), 1, random),
    );
    expect(Math.min(...told)).toBeGreaterThanOrEqual(17);
    expect(Math.max(...told)).toBeLessThanOrEqual(25.5);
    expect(new Set(told).size).toBe(50);
    const own = [1, 2, 3, 9].map((tries) =>
      Math.floor(secondsUntilNext(brokenOff, tries, { ...random, next: () => 0 })),
    );
    expect(own).toEqual([2, 4, 8, 24]);
  });

  it('try until there is an answer, and hand the first reply on', async () => {
    const clients = patientClients(randomOf(1), 1000);
    const replies = [reply(503), brokenOff, reply(201)];
    const heard: number[] = [];
    const first = await clients.send(() => Promise.resolve(replies.shift() ?? reply(500)), {
      onTry: ({ status }) => heard.push(status),
    });
    await clients.settled();
    expect([first.status, heard]).toEqual([503, [0, 201]]);
    expect(clients.errands).toMatchObject([{ tries: 3, reply: { status: 201 } }]);
  });

  it('take a cut connection for no answer, and nothing else', async () => {
    const cut = new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    expect(await tried(() => Promise.reject(cut))).toEqual({ ...brokenOff, body: 'ECONNRESET' });
    await expect(tried(() => Promise.reject(new TypeError('x is not a function')))).rejects.toThrow(
      'x is not',
    );
  });

  it('tell answers apart by what they tell their reader', () => {
    const kinds = noKinds();
    sorted(kinds, reply(201));
    sorted(kinds, reply(429, { 'retry-after': '3' }, { code: 'too_many_requests' }));
    sorted(kinds, reply(503, {}, { message: 'Service Unavailable' }));
    sorted(kinds, reply(503, {}, { code: 'unavailable' }));
    sorted(kinds, brokenOff);
    expect(kinds).toMatchObject({ done: 1, later: 1, gateway: 1 });
    expect([...kinds.other.keys()]).toEqual(['503 {"code":"unavailable"}', 'no answer undefined']);
  });
});
