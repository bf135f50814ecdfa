import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import { contractFindings } from '#test/hostile/contract.ts';
import { rows } from '#test/hostile/rows/index.ts';
import { runnerOf } from '#test/hostile/run.ts';
import { send } from '#test/hostile/send.ts';
import { storedDigest } from '#test/hostile/table-digest.ts';
import { absent, aTicket, CANARY, CANARY_PHONE, startWorld, type World } from '#test/hostile/world.ts';

type Line = { readonly requestId?: string; readonly problemCode?: string; readonly status?: number };

const waiting = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('hostile requests', () => {
  let world: World;
  let runner: ReturnType<typeof runnerOf>;
  beforeAll(async () => {
    world = await startWorld();
    const { enginesAddress } = world.journey.stack;
    runner = runnerOf(world, storedDigest(enginesAddress, ['kefu-dev-table', 'kefu-dev-data-keys']));
  });
  afterAll(async () => {
    const { figures, slowest } = runner;
    if (process.env['KEFU_FIGURES'])
      console.log(
        `${figures.cases} requests, ${figures.refused} refused; slowest ${Math.round(slowest.ms)} ms: ${slowest.what}`,
      );
    await world.journey.close();
  });

  it.each(rows)('$id: $title', async (row) => {
    expect(await runner.run(row)).toEqual([]);
  });

  it('H14: one person however a phone or an address is typed', async () => {
    const agent = world.journey.as('agent1');
    const open = async (customer: object): Promise<string> => {
      const reply = await agent.post('/v1/tickets', {
        ...aTicket(world, { subject: 'x' }),
        customerId: undefined,
        customer: { name: '李', ...customer },
      });
      expect(reply.status, JSON.stringify(reply.body)).toBe(201);
      return (reply.body as { customerId: string }).customerId;
    };
    const phones = [
      '+8613912345678',
      '１３９１２３４５６７８',
      '139-1234-5678',
      '+86 139 1234 5678',
      '008613912345678',
      '(139) 1234 5678',
    ];
    const mails = [
      'ada@exämple.com',
      'ada@EXÄMPLE.com',
      'ada@xn--exmple-cua.com',
      'ａｄａ＠exa\u0308mple.com',
      ' ada@exämple.com ',
    ];
    const byPhone = [];
    for (const phone of phones) byPhone.push(await open({ phone }));
    const byMail = [];
    for (const email of mails) byMail.push(await open({ email }));
    expect([new Set(byPhone).size, new Set(byMail).size]).toEqual([1, 1]);
  });

  it('S40: every route answers fools and strangers in one shape, with safe headers', async () => {
    const findings: string[] = [];
    const filled = (path: string): string =>
      path.replace('{channel}', 'social').replace(/\{\w+\}/g, absent('tkt'));
    for (const [id, route] of Object.entries(routes as Readonly<Record<string, Route>>)) {
      const to = `${route.method} ${filled(route.path)}`;
      for (const as of ['admin', null]) {
        const wrong = route.body ? { body: { wrong: CANARY } } : {};
        const reply = await send({ what: id, to, as, ...wrong, answers: '' }, world);
        findings.push(...contractFindings(reply, [CANARY]).map((finding) => `${id} by ${as}: ${finding}`));
        if (as === null && route.permission !== 'public' && reply.status !== 401)
          findings.push(`${id}: ${reply.status} without a token`);
      }
    }
    expect(findings).toEqual([]);
  });

  it('leave each one line in a log, with its code, and nothing of what came in', async () => {
    const folder = join(world.journey.home, 'logs');
    const read = (): string =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('\n');
    const byRequest = new Map<string, Line[]>();
    const last = runner.refused.at(-1)?.requestId ?? '';
    for (let tries = 0; tries < 50 && !read().includes(last); tries++) await waiting(100);
    const text = read();
    for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
      const { requestId, problemCode, status } = JSON.parse(line) as Line & { request_id?: string };
      const id = requestId ?? (JSON.parse(line) as { function_request_id?: string }).function_request_id;
      if (id !== undefined && problemCode !== undefined)
        byRequest.set(id, [...(byRequest.get(id) ?? []), { problemCode, ...(status ? { status } : {}) }]);
    }
    const wrong = runner.refused.filter(({ requestId, code, status }) => {
      const lines = byRequest.get(requestId) ?? [];
      return lines.length !== 1 || lines[0]?.problemCode !== code || lines[0]?.status !== status;
    });
    expect(runner.refused.length).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
    for (const secret of [CANARY, CANARY_PHONE, 'evil.example', 'jndi', ...Object.values(world.tokens)])
      expect(text.includes(secret), secret).toBe(false);
  });
});
