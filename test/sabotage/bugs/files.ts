import type { Bug } from '../bug.ts';

const read = 'shared/app/snapshots/read-snapshot.ts';
const advance = 'shared/app/snapshots/advance-snapshot.ts';
const tampered = {
  file: 'test/app/snapshots/verify-snapshot.test.ts',
  title: 'is refused with a reason',
} as const;
const slices = {
  file: 'test/app/snapshots/advance-snapshot.test.ts',
  title: 'has no manifest before the last of its files',
} as const;
const entries = 'test/adapters/refused-entries.test.ts';
const table = 'test/adapters/unreliable-table.test.ts';
const erased = { file: 'test/app/customer-work/erased-places.test.ts' } as const;

/** Files of snapshots (15, 16), and what comes in parts: unprocessed (17), in pages (18). */
export const files: readonly Bug[] = [
  {
    id: '15a',
    name: 'the manifest of a snapshot is written while files are still to be read',
    file: advance,
    edits: [
      [
        '  if (!counted.complete) return { snapshot: next };\n  const sealed = await sealSnapshot(tools, manifestOf(next, counted, tools));\n',
        '  const sealed = await sealSnapshot(tools, manifestOf(next, counted, tools));\n  if (!counted.complete) return { snapshot: next };\n',
      ],
    ],
    noticedBy: [slices],
  },
  {
    id: '15b',
    name: 'the manifest of a snapshot is written though a file is not whole',
    file: advance,
    edits: [
      [
        "  if (problem) return anew(tools, { ...snapshot, step: 'export' }, problem, false);\n",
        "  if (problem) await sealSnapshot(tools, manifestOf(snapshot, counted, tools));\n  if (problem) return anew(tools, { ...snapshot, step: 'export' }, problem, false);\n",
      ],
    ],
    noticedBy: [{ file: slices.file, title: 'and no manifest of the others' }],
  },
  {
    id: '16a',
    name: 'a restore takes files as they are',
    file: read,
    edits: [
      [
        "  const found: PartFound = { state: 'read', items: part.items, bytes, sha256: hasher.hex() };\n  if (partProblems(part, found, []).length > 0) throw brokenBy(part, found);\n",
        '',
      ],
    ],
    noticedBy: [{ file: 'test/app/snapshots/check-part.test.ts' }],
  },
  {
    id: '16b',
    name: 'a file counts as whole by its size',
    file: 'shared/domain/snapshots/verify.ts',
    edits: [['if (found.sha256 !== part.sha256) {', 'if (found.bytes !== part.bytes) {']],
    noticedBy: [tampered],
  },
  {
    id: '16c',
    name: 'lines of a file are taken though its end shows another checksum',
    file: read,
    edits: [
      [
        "  const found: PartFound = { state: 'read', items, ...(await rest()) };\n  if (partProblems(part, found, []).length > 0) throw brokenBy(part, found);\n",
        '  await rest();\n',
      ],
    ],
    noticedBy: [{ file: tampered.file, title: 'breaks off while it is read' }],
  },
  {
    id: '16d',
    name: 'a manifest that somebody else wrote is ours',
    file: 'shared/domain/snapshots/manifest.ts',
    edits: [
      [
        'sameText(macOf(manifest, digest), manifest.mac)',
        "sameText(macOf(manifest, digest), '') || manifest.mac !== ''",
      ],
    ],
    noticedBy: [tampered],
  },
  {
    id: '17a',
    name: 'keys that the table left are taken for records that aren’t there',
    file: 'shared/adapters/dynamo/fetch.ts',
    edits: [['rest = answer.UnprocessedKeys ?? {};', 'rest = {};']],
    noticedBy: [{ file: table, title: 'until every item is there once' }],
  },
  {
    id: '17b',
    name: 'messages that the queue refused are forgotten',
    file: 'shared/adapters/queue.ts',
    edits: [['rest = rest.filter(({ Id }) => refused.has(Id));', 'rest = [];']],
    noticedBy: [{ file: entries, title: 'is sent those again' }],
  },
  {
    id: '17c',
    name: 'files that the bucket kept are taken for gone',
    file: 'shared/adapters/s3/objects.ts',
    edits: [['if (Errors.length > 0)', 'if (Errors.length > keys.length)']],
    noticedBy: [{ file: entries, title: 'it is not taken for gone' }],
  },
  {
    id: '18a',
    name: 'of settings and members the first page is read',
    file: 'shared/adapters/dynamo/read.ts',
    edits: [['  } while (start);', '  } while (start && items.length === 0);']],
    noticedBy: [{ file: table, title: 'settings and members' }],
  },
  {
    id: '18b',
    name: 'of what is due the first page is read',
    file: 'shared/adapters/dynamo/timers.ts',
    edits: [
      [
        '      start = page.last;\n    } while (start);',
        '      start = page.last;\n    } while (start && (false as boolean));',
      ],
    ],
    noticedBy: [{ file: table, title: 'what is due' }],
  },
  {
    id: '18c',
    name: 'of customers who are judged anew the first page is read',
    file: 'shared/adapters/dynamo/customer-walk.ts',
    edits: [['      from = last;\n', '      from = last;\n      if (items.length < 1000) return;\n']],
    noticedBy: [{ file: table, title: 'customers who are judged anew' }],
  },
  {
    id: '18d',
    name: 'of a case the first page is read',
    file: 'shared/app/every-page.ts',
    edits: [
      [
        'while (after !== undefined && items.length < most)',
        'while (after !== undefined && items.length < 1)',
      ],
    ],
    noticedBy: [erased],
  },
  {
    id: '18e',
    name: 'of orders of somebody who is erased the first page is read',
    file: 'shared/app/customer-work/blank-orders.ts',
    edits: [['  } while (after !== undefined);', '  } while (false as boolean);']],
    noticedBy: [erased],
  },
  {
    id: '18f',
    name: 'an export ends with its first slice',
    file: 'shared/app/exports/run-export.ts',
    edits: [['    if (isOver) return false;\n', '    if (isOver) break;\n']],
    noticedBy: [
      {
        file: 'test/adapters/exports/run-export.test.ts',
        title: 'makes the same file in one go and slice by slice',
      },
    ],
  },
];
