import { describe, expect, it } from 'vitest';
import { hours, iso } from '#shared/domain/kernel/time.ts';
import { acknowledgeStep, moveByHand } from '#shared/domain/tickets/ladder.ts';
import { agent, aTicket, at, NINE } from './support.ts';

describe('who acknowledges a step', () => {
  const up = moveByHand(aTicket(), { level: 1, reason: 'the press is calling' }, at(1));
  const [step] = up.escalations;
  const acknowledged = (reason: string | undefined) => {
    if (!step) throw new Error('a move up leaves a step');
    return acknowledgeStep(up.ticket, step, { ...at(2), holdMs: hours(4), reason });
  };
  const told = (reason: string | undefined) =>
    acknowledged(reason).events.find(({ type }) => type === 'acknowledged');

  it('is heard with what they have to say about it', () => {
    expect(told('The lead is on the phone')).toMatchObject({
      at: NINE + hours(2),
      actor: agent,
      data: { reason: 'The lead is on the phone', level: 1, holdUntil: iso(NINE + hours(6)) },
    });
  });

  it('need not say anything', () => {
    expect(told(undefined)?.data).not.toHaveProperty('reason');
  });
});
