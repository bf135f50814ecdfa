import { describe, expect, it } from 'vitest';
import { hottestAtPeak } from '../../../bench/support/peak.ts';
import {
  bundleVerdicts,
  customerVerdicts,
  family,
  heatVerdicts,
  moneyVerdicts,
  sweepVerdicts,
} from '../../../bench/verdict.ts';

const bundle = (name: string, bytes: number, importMs: number, isHttp = true) => ({
  name,
  bytes,
  dataBytes: 0,
  importMs,
  isHttp,
});

describe('promises', () => {
  it('of sweeps compare each number of open tickets with the smallest', () => {
    const sweeps = [
      { open: 1000, read: 10, ms: 100 },
      { open: 10_000, read: 11, ms: 131 },
    ];

    expect(sweepVerdicts(sweeps).map(({ measured, isMet }) => [measured, isMet])).toEqual([
      ['1.1 ×', true],
      ['1.31 ×', false],
    ]);
  });

  it('of customers look at the page that grows most, for each number of them', () => {
    const page = (
      name: string,
      ...costs: (readonly [among: number, read: number, trips: number, ms: number])[]
    ) => ({
      name,
      costs: costs.map(([among, read, trips, ms]) => ({ among, read, trips, ms, shown: 20 })),
    });
    const pages = [
      page('by name', [1000, 30, 3, 20], [10_000, 33, 3, 20], [100_000, 30, 4, 30]),
      page('by tag', [1000, 10, 2, 10], [10_000, 14, 2, 9], [100_000, 10, 2, 11]),
    ];

    expect(customerVerdicts(pages).map(({ what, measured, isMet }) => [what, measured, isMet])).toEqual([
      ['customers among 10000: read units of a page, at most (by tag)', '1.4 ×', false],
      ['customers among 10000: its round trips, at most (by name)', '1 ×', true],
      ['customers among 10000: its time, at most (by name)', '1 ×', true],
      ['customers among 100000: read units of a page, at most (by name)', '1 ×', true],
      ['customers among 100000: its round trips, at most (by name)', '1.33 ×', false],
      ['customers among 100000: its time, at most (by name)', '1.5 ×', false],
    ]);
  });

  it('of money are about the fixed part of production', () => {
    const idle = [
      { what: 'dev: fixed', usd: 99 },
      { what: 'prod: fixed', usd: 30.01 },
    ];

    expect(moneyVerdicts(idle).map(({ measured, isMet }) => [measured, isMet])).toEqual([
      ['30.01 USD', false],
    ]);
  });

  it('of bundles hold for the functions that users wait for', () => {
    const bare = bundle('bare', 300, 100, false);
    const functions = [bundle('http-tickets', 600, 161), bundle('workers-mail', 900, 900, false)];

    expect(bundleVerdicts({ bare, functions }).map(({ what, isMet }) => [what, isMet])).toEqual([
      ['http-tickets: size', true],
      ['http-tickets: import time', false],
    ]);
  });

  it('of heat look at the hottest key', () => {
    expect(heatVerdicts([{ key: 'table CNT#x', perSecond: 251 }])[0]?.isMet).toBe(false);
    expect(heatVerdicts([{ key: 'table CNT#x', perSecond: 250 }])[0]?.isMet).toBe(true);
  });

  it('name keys without the people in them', () => {
    expect(family('gsi3 TA#usr_01KJP105S23G2TEQQHW6DQNHKS#active')).toBe('gsi3 TA#a person#active');
    expect(family('gsi6 TD#team_00000000000000000000000002#01')).toBe('gsi6 TD#team 2#01');
  });
});

describe('the hottest keys at the design peak', () => {
  const item = (pk: string) => ({ pk: { S: pk }, sk: { S: 'A' }, n: { N: '1' } });

  it('are shared ones: a case has its few writes at any rate', () => {
    const changes = ['TKT#1', 'CNT#team=a', 'CNT#team=a'].map((pk) => ({
      before: undefined,
      after: item(pk),
    }));

    // Twenty tickets arrive in a second; each write of a transaction counts twice.
    expect(hottestAtPeak(changes, 20, 5)).toEqual([{ key: 'table CNT#team=a', perSecond: 4 }]);
    expect(hottestAtPeak(changes, 40, 5)).toEqual([{ key: 'table CNT#team=a', perSecond: 2 }]);
  });

  it('are not the trail of the one person who does everything here; that of a worker is shared', () => {
    const trailOf = (actor: string) => ({
      before: undefined,
      after: { ...item('AUD#1'), g3pk: { S: `AP#${actor}` }, g3sk: { S: 'aud_1' } },
    });
    const keys = (actor: string) => hottestAtPeak([trailOf(actor)], 20, 5).map(({ key }) => key);

    expect(keys('usr_00000000000000000000000001')).toEqual(['table AUD#1']);
    expect(keys('sla-sweep')).toContain('gsi3 AP#sla-sweep');
  });
});
