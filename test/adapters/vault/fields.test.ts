import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maskedText,
  noItems,
  noText,
  nothing,
  systemText,
  withoutReasons,
} from '#shared/adapters/dynamo/items/left.ts';
import { inTheOpen, putBack, toSeal } from '#shared/adapters/dynamo/vault/fields.ts';

const left = {
  phones: noItems,
  birthday: nothing,
  body: noText,
  subject: maskedText,
  'answer.comment': nothing,
};

const record = fc.record(
  {
    id: fc.string(),
    phones: fc.array(fc.string()),
    birthday: fc.string(),
    body: fc.string(),
    subject: fc.oneof(fc.string(), fc.constant('call 13912345678')),
    answer: fc.record(
      { csat: fc.integer(), comment: fc.string() },
      { requiredKeys: ['csat'], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['id'], noNullPrototype: true },
);

describe('Fields that are sealed', () => {
  it('are, put back, the record as it was', () => {
    fc.assert(
      fc.property(record, (whole) => {
        expect(putBack(inTheOpen(whole, left), toSeal(whole, left))).toEqual(whole);
      }),
    );
  });

  it('leave nothing in the open that would have to be sealed again', () => {
    fc.assert(
      fc.property(record, (whole) => {
        expect(toSeal(inTheOpen(whole, left), left)).toEqual({});
      }),
    );
  });

  it('are only those that say something: empty ones, and texts without a number in them, stay where they are', () => {
    const whole = { id: '1', phones: [], body: '', subject: 'The parcel', answer: { csat: 5 } };

    expect(toSeal(whole, left)).toEqual({});
    expect(inTheOpen(whole, left)).toEqual(whole);
  });

  it('leave their place without what was in it', () => {
    const whole = {
      id: '1',
      phones: ['+8613912345678'],
      birthday: '1988-07-13',
      body: 'Hello',
      subject: 'call 13912345678',
      answer: { csat: 5, comment: 'Thanks' },
    };

    expect(inTheOpen(whole, left)).toEqual({
      id: '1',
      phones: [],
      body: '',
      subject: 'call 139****5678',
      answer: { csat: 5 },
    });
  });

  it('keep the reasons of the system itself, and nothing that a person wrote', () => {
    const reasons = { 'data.reason': systemText };
    const bySystem = { actor: { type: 'system', id: 'sweep' }, data: { reason: 'not reopened in time' } };
    const byUser = { actor: { type: 'user', id: 'usr_1' }, data: { reason: 'she lives by the lake' } };

    expect(inTheOpen(bySystem, reasons)).toEqual(bySystem);
    expect(inTheOpen(byUser, reasons)).toEqual({ ...byUser, data: { reason: '' } });
    expect(toSeal(byUser, reasons)).toEqual({ 'data.reason': 'she lives by the lake' });
  });

  it('take the reasons out of refunds and leave what is counted', () => {
    const refunds = [
      { amountMinor: 19900, at: 1, reason: '杯盖破损' },
      { amountMinor: 100, at: 2 },
    ];
    const reasons = { refunds: withoutReasons };

    expect(inTheOpen({ refunds }, reasons)).toEqual({
      refunds: [
        { amountMinor: 19900, at: 1 },
        { amountMinor: 100, at: 2 },
      ],
    });
    expect(putBack(inTheOpen({ refunds }, reasons), toSeal({ refunds }, reasons))).toEqual({ refunds });
    expect(toSeal({ refunds: refunds.slice(1) }, reasons)).toEqual({});
  });

  it('do not change the record that they are taken from', () => {
    const whole = { answer: { comment: 'Thanks' } };
    inTheOpen(whole, left);

    expect(whole).toEqual({ answer: { comment: 'Thanks' } });
  });
});
