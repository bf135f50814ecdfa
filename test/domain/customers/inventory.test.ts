import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { customerSchema } from '#shared/domain/customers/customer.ts';

const page = readFileSync(new URL('../../../docs/privacy.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf("### The customer's record"), page.indexOf('### Beside the record'));
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the inventory of personal data', () => {
  it('names every field of a customer’s record, and no other', () => {
    const named = rows.map(([, field = '']) => field.replaceAll('`', ''));
    expect(named.toSorted()).toEqual(Object.keys(customerSchema.shape).toSorted());
  });

  it('says of each field what it is, why it is kept and on which basis, how long, and how it is shown and encrypted', () => {
    for (const [, field, ...cells] of rows) {
      expect(cells.slice(0, 6), field).toHaveLength(6);
      expect(
        cells.slice(0, 6).filter((cell) => cell === ''),
        field,
      ).toEqual([]);
    }
  });
});
