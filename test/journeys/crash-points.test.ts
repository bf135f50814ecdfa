import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultPlan } from '#local/engines/faults.ts';
import { type Ground, startGround } from '#test/faults/crash/ground.ts';
import { scenarios, withoutScenario } from '#test/faults/crash/handlers.ts';
import type { Disturbance } from '#test/faults/crash/play.ts';
import { crashPoints, type HandlerReport } from '#test/faults/crash/points.ts';
import { brokenLines } from '#test/faults/crash/report.ts';
import { shortPages } from '#test/faults/partial.ts';
import { conflictStorm, pageStorm } from '#test/faults/storms.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await startGround();
});
afterAll(() => ground.close());

const played = (
  handler: string,
  ways: readonly Disturbance[],
  beneath?: FaultPlan,
): Promise<HandlerReport> => {
  const scenario = scenarios.find((one) => one.handler === handler);
  if (!scenario) throw new Error(`there is no scenario for ${handler}`);
  return crashPoints(ground, scenario, { ways, ...(beneath ? { beneath } : {}) });
};

describe('a handler that is killed, not heard, refused or frozen at any of its calls', () => {
  it('is known, whichever it is, by a scenario', () => {
    expect(withoutScenario()).toEqual([]);
    expect(new Set(scenarios.map(({ handler }) => handler)).size).toBe(scenarios.length);
  });

  it.each([
    ['http/tickets/create', ['killed after', 'reply lost', 'frozen']],
    ['http/customers/get-customer', ['killed after']],
    ['workers/notifications', ['killed after']],
    ['streams/aggregates', ['killed after']],
  ] as const satisfies readonly (readonly [string, readonly Disturbance[]])[])(
    'leaves what an undisturbed one leaves: %s',
    async (handler, ways) => {
      const report = await played(handler, ways);

      expect(brokenLines(report)).toEqual([]);
      expect(report.points.length).toBeGreaterThanOrEqual(report.calls.length * ways.length);
    },
  );

  it('would be noticed to do it twice if its record of what was asked were not kept', async () => {
    const report = await played('http/tickets/add-message', ['killed after'], forgetful);

    expect(brokenLines(report).join('\n')).toContain('too much + TKT#');
  });
});

type Item = { readonly pk: { readonly S: string } };
type Part = { readonly Put?: { readonly Item: Item } };
type Responses = Readonly<Record<string, readonly Item[]>>;

const isRecord = (item: Item | undefined): boolean => item?.pk.S.startsWith('IDM#') === true;

/** Records by which a repeat is recognised are neither written nor found. */
const forgetful: FaultPlan = ({ operation }) => {
  if (operation === 'TransactWriteItems')
    return {
      kind: 'rewrite',
      body: (request) => {
        const { TransactItems, ...rest } = request as { TransactItems: readonly Part[] };
        return { ...rest, TransactItems: TransactItems.filter(({ Put }) => !isRecord(Put?.Item)) };
      },
    };
  if (operation !== 'BatchGetItem') return undefined;
  return {
    kind: 'rewrite',
    body: (request) => request,
    answer: (reply) => {
      const { Responses: found, ...rest } = reply as { Responses: Responses };
      const kept = Object.entries(found).map(([name, items]) => [
        name,
        items.filter((item) => !isRecord(item)),
      ]);
      return { ...rest, Responses: Object.fromEntries(kept) };
    },
  };
};

describe('a storm', () => {
  it('of conflicts ends in 503 and a second try, with nothing half done', async () => {
    const { broken, refused, most } = await conflictStorm(ground, 60, 4, 12);

    expect(broken).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    expect(most).toBe(5);
  });

  it('of short pages hides nothing and shows nothing twice', async () => {
    expect((await pageStorm(ground, 'pages of 2', () => shortPages(2))).broken).toEqual([]);
  });
});
