import { type Coverage, none, part, row, tests } from './entry.ts';

const [text, books, run] = [
  'adapters/files/text-files',
  'adapters/files/workbooks',
  'app/imports/run-import',
];
const [imports, exports] = ['journeys/imports', 'journeys/exports'];
const refusedBook = tests(books, 'is refused when it %s');
const noFiles =
  'attachments are not built: `/v1/attachments` answers `not_implemented`, and `attachmentIds` are refused (H26)';

/** 3.5: imports, exports, attachments. */
export const fileCoverage: Coverage = {
  H61: row(
    'formulas in cells',
    tests(
      'domain/exports/cells',
      'has no cell that is a formula, and every value',
      'has no cell that is a formula, and every value with its type',
      'come back as they were, whatever they look like',
    ),
    tests('domain/imports/cells', 'that an export has guarded is what it was'),
    tests(run, 'puts a guard before the name of a field that begins like a formula'),
  ),
  H62: row(
    'structures as cells',
    tests('domain/exports/cells', 'has structures as JSON, lists of them too'),
    tests(
      books,
      'is read as a spreadsheet program writes it: text, numbers, days, formulas, formatted text, empty cells',
    ),
  ),
  H63: row(
    'character sets, declared, mixed and broken',
    tests(
      text,
      'is read in %s, wherever its pieces end',
      'is read in GB18030 with characters of four bytes',
      'of UTF-8 with broken bytes has a fault in those rows and no other',
      'with broken bytes have a fault',
    ),
  ),
  H64: row(
    'quotes, ends of lines, ragged rows',
    tests(
      text,
      'gives back every cell that was written by the rules',
      'is read with %j between its cells',
      'is refused with %s',
    ),
    tests(
      run,
      'names in its file of errors every row that was not taken, its field and rule, and nothing it said',
    ),
  ),
  H65: row(
    'heads that lack, repeat or add columns',
    tests(
      'domain/imports/fields',
      'is refused with %s',
      'must have the columns of the mapping, each once',
      'names fields of the resource in its format, and nothing else',
      'may name the fields in any order',
    ),
    tests(imports, 'refuse a file as a whole with the reason, in the caller’s language'),
  ),
  H66: part(
    'too many rows and columns, or none',
    'a CSV of a million rows is taken: it is read in bounded memory, piece by piece, and can be called off',
    refusedBook,
    tests('domain/imports/fields', 'is refused with %s'),
    tests(run, 'with %s is refused before its first row'),
    tests(run, 'goes on in another message when its time is over, as often as it takes'),
  ),
  H67: row(
    'numbers that a spreadsheet has mangled',
    tests(
      books,
      'loses no digit silently: what lost some is no value',
      'has days counted from 1904 where it says so',
    ),
    tests('domain/imports/cells', 'of a Chinese postcode that has lost its zero is a fault'),
  ),
  H68: row(
    'the same file twice, at once, cut off',
    tests(imports, 'of the same file twice at once make every customer once'),
    tests(
      run,
      'makes what is new, changes what is known and leaves what is the same',
      'breaks off in the middle of a piece before its worker is out of time, and finds what is done',
    ),
  ),
  H69: part(
    'rows about others, and ten thousand of one phone',
    'only administrators import, and they may write every customer; there are no tenants',
    tests(imports, 'are the administrators’, and name what they do not know'),
    tests(run, 'finds a customer by phone or e-mail where the row has no number'),
  ),
  H70: row('workbooks that unpack to much', refusedBook),
  H71: row('archives with tricks', refusedBook),
  H72: row('XML with entities', refusedBook),
  H73: row(
    'macros, links and objects',
    refusedBook,
    tests(
      books,
      'may have what is never looked at: links outside, objects inside, names, merged cells',
      'is read from its first sheet that is not hidden',
    ),
  ),
  H74: row('floods of strings and columns', refusedBook),
  H75: part(
    'files that are something else',
    'names of files come from nobody: the object’s name is ours',
    refusedBook,
    tests(text, 'is not %s, whatever it is called'),
  ),
  H76: part(
    'hostile names of files',
    noFiles,
    tests('local/engines/s3-links', 'names the download as the link says'),
  ),
  H77: part(
    'SVG, HTML and PDF with scripts',
    noFiles,
    tests('adapters/pdf/render', 'runs and fetches nothing'),
    tests('journeys/privacy', 'as a page that shows text as text, in either language'),
  ),
  H78: none('huge pictures', noFiles),
  H79: row(
    'links used for something else',
    tests(
      'local/engines/s3-links',
      'takes an upload of the signed length and type, and refuses another',
      'refuses a link used for another method',
    ),
    tests(
      'infra/data',
      'refuse links to files that were signed more than ten minutes ago, to put a file more than an hour',
    ),
    tests(run, 'ends when another file is put in its place while it is read'),
  ),
  H80: row(
    'exports beyond one’s role, and other people’s links',
    tests(
      exports,
      'show of people what the role may see, and say so',
      'are their maker’s and the administrators’',
      'are for roles that may read the same, and refusals are recorded',
    ),
    tests(
      'adapters/exports/run-export',
      'stops when the maker has other rights than those with which they asked',
    ),
  ),
  H81: row(
    'titles that begin like formulas, in names of files and sheets',
    tests('domain/exports/cells', 'has names of sheets that spreadsheets take'),
    tests(exports, 'have one truth in every format, in the order of creation'),
  ),
};
