import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameLeads, nameQuery, nameTokens } from '#shared/domain/customers/search-name.ts';

const wellFormed = ({ key, rest }: { key: string; rest: string }): boolean =>
  key.isWellFormed() && rest.isWellFormed();

/** Letters of living scripts that take two units of a string: Adlam, Chakma, Osage, Deseret, a rare Han character. */
const far = fc.constantFrom('𞤀', '𞤢', '𑄌', '𑄇', '𐒰', '𐓘', '𐐀', '𐐨', '𠮷', 'a', '李', ' ', '-');

describe('entries by which names are found', () => {
  it('are text that can be stored, whatever letters a name is written in', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(far).map((letters) => letters.join('')),
        ),
        (name) => {
          expect(nameTokens(name).filter((token) => !wellFormed(token))).toEqual([]);
          expect(nameLeads(nameQuery(name)).filter((lead) => !wellFormed(lead))).toEqual([]);
        },
      ),
    );
  });

  it('lead to a name in such letters by its beginning, as they do in others', () => {
    const lies = nameTokens('𞤀𞤣𞤢𞤥 𞤖𞤵𞤤𞤭');
    const [lead] = nameLeads(nameQuery('𞤀𞤣𞤢'));

    expect(lies.some(({ key, rest }) => key === lead?.key && rest.startsWith(lead.rest))).toBe(true);
    expect(nameLeads(nameQuery('𞤀'))).toEqual([]);
  });
});
