import { describe, expect, it } from 'vitest';
import { hottestAtPeak } from '../../../bench/support/peak.ts';
import { bundleVerdicts, family, heatVerdicts, sweepVerdicts } from '../../../bench/verdict.ts';

const bundle = (name: string, bytes: number, importMs: number, isHttp = true) => ({
  name,
  bytes,
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
});
