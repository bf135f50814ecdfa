import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerOf, mayMap, tableFields } from '#shared/domain/imports/fields.ts';
import { type ImportProblemCode, importResourceSchema, UnusableFile } from '#shared/domain/imports/import.ts';

const resources = importResourceSchema.options;
const problemOf = (run: () => unknown): ImportProblemCode | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof UnusableFile) return error.problem.code;
    throw error;
  }
};

describe('the header of a table', () => {
  it('may name the fields in any order', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...resources)
          .chain((resource) =>
            fc
              .shuffledSubarray([...tableFields[resource]], { minLength: 1 })
              .map((names) => ({ resource, names: [...new Set(['externalId', ...names])] })),
          ),
        ({ resource, names }) => {
          expect(headerOf(resource, names, undefined)).toEqual(names);
        },
      ),
    );
  });

  it.each([
    ['nothing in it', ['', ' '], 'no_header'],
    ['a row of data instead', ['Li', '+8613812345678'], 'no_header'],
    ['a field twice', ['externalId', 'name', 'name'], 'duplicate_column'],
    ['a field by two of its names', ['externalId', 'phones', 'phone'], 'duplicate_column'],
    ['what is no field', ['externalId', 'name', 'role'], 'unknown_column'],
    ['what belongs to the house', ['externalId', 'tenantId'], 'unknown_column'],
    ['a Cyrillic letter that looks alike', ['externalId', 'nаme'], 'unknown_column'],
    ['an invisible letter', ['externalId', 'na\u200Bme'], 'unknown_column'],
    ['an unnamed column in the middle', ['externalId', '', 'name'], 'unknown_column'],
    ['nothing that tells rows apart', ['name', 'tags'], 'missing_column'],
    [
      'more columns than are taken',
      ['externalId', ...Array.from({ length: 200 }, (_, n) => `c${n}`)],
      'too_many_columns',
    ],
  ] as const)('is refused with %s', (_, cells, code) => {
    expect(problemOf(() => headerOf('customers', [...cells], undefined))).toBe(code);
  });

  it('ends with its last name: unnamed columns behind it are none', () => {
    expect(headerOf('customers', ['externalId', 'name', '', ''], undefined)).toEqual(['externalId', 'name']);
  });

  it('says with a mapping which columns are taken, and leaves the others', () => {
    const header = headerOf('customers', ['No.', 'role', 'Full name'], {
      externalId: 'No.',
      name: 'Full name',
    });

    expect(header).toEqual(['externalId', undefined, 'name']);
  });

  it('must have the columns of the mapping, each once', () => {
    const mapping = { externalId: 'No.' };

    expect(problemOf(() => headerOf('customers', ['Number'], mapping))).toBe('missing_column');
    expect(problemOf(() => headerOf('customers', ['No.', 'No.'], mapping))).toBe('duplicate_column');
  });
});

describe('a mapping', () => {
  it('names fields of the resource in its format, and nothing else', () => {
    expect(mayMap('customers', 'csv', 'phones')).toBe(true);
    expect(mayMap('customers', 'ndjson', 'addresses')).toBe(true);
    expect(mayMap('customers', 'csv', 'addresses')).toBe(false);
    expect(mayMap('customers', 'csv', 'role')).toBe(false);
    expect(mayMap('tickets', 'csv', '__proto__')).toBe(false);
    expect(mayMap('orders', 'csv', 'constructor')).toBe(false);
  });
});
