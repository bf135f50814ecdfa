import { describe, expect, it } from 'vitest';
import { batchOutcome } from '#local/events/batch-outcome.ts';
import type { InvocationResult } from '#local/lambda/types.ts';

const reply = (value: unknown): InvocationResult => ({
  ok: true,
  requestId: 'r',
  payload: JSON.stringify(value) ?? 'null',
});
const ids = Array.from({ length: 10 }, (_, i) => `m${i}`);

describe('the outcome of a batch', () => {
  it.each([
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
    ['an empty answer', {}],
    ['a null answer', null],
  ])('is success for %s', (_name, value) => {
    expect(batchOutcome(reply(value), ids, true)).toEqual({ failed: new Set() });
  });

  it.each([
    ['an answer that is no object', 'done'],
    ['a list that is no list', { batchItemFailures: 'm1' }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a misspelt key', { batchItemFailures: [{ itemIdentifer: 'm1' }] }],
    [
      'an identifier of no record',
      { batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'other' }] },
    ],
    ['a bare text in the list', { batchItemFailures: ['m1'] }],
  ])('is failure of everything for %s', (_name, value) => {
    expect(batchOutcome(reply(value), ids, true)).toBe('allFailed');
  });

  it('is failure of everything for a thrown error, reporting or not', () => {
    const thrown: InvocationResult = {
      ok: false,
      requestId: 'r',
      error: { errorType: 'Error', errorMessage: 'x' },
    };

    expect([batchOutcome(thrown, ids, true), batchOutcome(thrown, ids, false)]).toEqual([
      'allFailed',
      'allFailed',
    ]);
  });

  it('ignores the answer where the mapping does not ask for reports', () => {
    expect(batchOutcome(reply({ batchItemFailures: [{ itemIdentifier: 'm1' }] }), ids, false)).toEqual({
      failed: new Set(),
    });
  });

  it('brings back exactly the named records, for every pattern of ten', () => {
    for (let pattern = 0; pattern < 1024; pattern += 1) {
      const failed = ids.filter((_id, i) => (pattern >> i) & 1);
      const answer = { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };

      expect(batchOutcome(reply(answer), ids, true)).toEqual({ failed: new Set(failed) });
    }
  });
});
